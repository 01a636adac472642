import type { ImageDetails } from '../../model/observed.ts';
import { plainImage } from './built-images.ts';
import { examine } from './examined-image.ts';
import type { BuiltImage, CheckedService, ExaminedImage, ImageLook, ImageLooks, Subject } from './subject.ts';

/** The same subject, with what somebody has seen of its images. */
export function withLooks(subject: Subject, looks: ImageLooks): Subject {
  const imageOnEngine = onEngine(looks);
  const examined = examineAll(subject.services, looks, imageOnEngine);
  const services = subject.services.map((service) => withExamined(service, examined));
  return { ...subject, services, examined, imageOnEngine };
}

function withExamined(service: CheckedService, all: readonly ExaminedImage[]): CheckedService {
  const examined = all.find(({ users }) => users.includes(service.spec.name));
  return examined ? { ...service, examined } : service;
}

/** Also those that services run, since others may be built upon them. */
function onEngine({ services, bases }: ImageLooks): Subject['imageOnEngine'] {
  const known = new Map<string, ImageDetails>();
  for (const { reference, details } of services.values()) known.set(plainImage(reference), details);
  for (const [reference, details] of bases) known.set(plainImage(reference), details);
  return (reference) => known.get(plainImage(reference));
}

/** Services that run one image, built from one Dockerfile, share what is known of it. */
function examineAll(
  services: readonly CheckedService[],
  looks: ImageLooks,
  baseOf: Subject['imageOnEngine'],
): readonly ExaminedImage[] {
  const groups = new Map<string, { readonly look: ImageLook; image?: BuiltImage; users: string[] }>();
  const keys = new Map<BuiltImage, number>();
  for (const { spec, image } of services) {
    const look = looks.services.get(spec.name);
    if (!look) continue;
    if (image && !keys.has(image)) keys.set(image, keys.size);
    const key = `${look.details.id} ${image ? keys.get(image) : ''}`;
    const group = groups.get(key) ?? { look, ...(image && { image }), users: [] };
    group.users.push(spec.name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ look, image, users }) => examine(look, users, image, baseOf));
}
