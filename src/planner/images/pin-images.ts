import type { Concern } from '../../diagnostics/user-error.ts';
import { fullName } from '../../model/full-name.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { ingressOptions, wantsIngress } from '../ingress/wants-ingress.ts';
import { hooksOf } from '../request/hooks.ts';
import { imageReference } from '../request/image-references.ts';
import { contextService } from './build-order.ts';
import { imageMounts } from './image-mounts.ts';

/** An image that a project asks for, whoever of its services does. */
export interface AskedImage {
  /** As the files have it. */
  readonly reference: string;
  /** In order. */
  readonly services: readonly string[];
  /** Those of them that build it. */
  readonly builtBy: readonly string[];
  /** The files say its name: one that gantry made up is in no registry. */
  readonly isNamed: boolean;
  /** Where the files ask for it. */
  readonly about: Concern;
}

/**
 * Every image that the services of a project run or mount, each once, in order. What one service builds and others name in another way
 * (`base` and `base:latest`) is built for all of them.
 */
export function askedImages(project: Project): readonly AskedImage[] {
  const asked = imagesByReference(project);
  const builders = new Map(
    asked.flatMap(({ reference, builtBy }) =>
      builtBy.length > 0 ? [[fullName(reference), builtBy] as const] : [],
    ),
  );
  return asked.map((image) =>
    image.builtBy.length > 0 ? image : { ...image, builtBy: builders.get(fullName(image.reference)) ?? [] },
  );
}

function imagesByReference(project: Project): readonly AskedImage[] {
  const asked = new Map<string, AskedImage>();
  for (const [, service] of byKey(project.services))
    for (const one of imagesOf(project, service)) {
      const before = asked.get(one.reference);
      asked.set(one.reference, before ? both(before, one) : one);
    }
  return [...byKey(asked)].map(([, image]) => image);
}

const both = (a: AskedImage, b: AskedImage): AskedImage => ({
  ...a,
  services: [...new Set([...a.services, ...b.services])],
  builtBy: [...new Set([...a.builtBy, ...b.builtBy])],
  isNamed: a.isNamed || b.isNamed,
});

function imagesOf(project: Project, service: ServiceSpec): readonly AskedImage[] {
  const { name, build, image, provider } = service;
  const asked = (reference: string, ...settings: Concern['settings']): AskedImage => ({
    reference,
    services: [name],
    builtBy: [],
    isNamed: true,
    about: { of: ['services', name], settings: [...settings, ''] },
  });
  const own = {
    ...asked(imageReference(project, service), 'image'),
    builtBy: build ? [name] : [],
    isNamed: image !== undefined,
  };
  return [
    ...(provider === undefined ? [own] : []),
    ...hooksOf(service, 'pre_start').flatMap((hook) =>
      hook.image === undefined ? [] : [asked(hook.image, ['pre_start', hook.image])],
    ),
    ...imageMounts(service).map(({ reference }) => asked(reference, ['volumes', reference])),
    ...(wantsIngress(project, service)
      ? [asked(ingressOptions(project, service).image, 'x-gantry.ingress.image', 'deploy.update_config')]
      : []),
  ];
}

/** @returns another reference for an image; undefined: it keeps its own */
type Pin = (reference: string) => string | undefined;

/** The project with other references for the images that its files name. */
export function pinImages(project: Project, pin: Pin): Project {
  return changeServices(project, (service) => pinService(service, pin));
}

/**
 * The project with the images that it is held to. A service whose image is known is not built; one whose image is an id is not pulled,
 * as no registry has it.
 */
export function holdToImages(project: Project, pin: Pin): Project {
  return changeServices(project, (service) => {
    const image = service.provider === undefined ? pin(imageReference(project, service)) : undefined;
    const named = pinService(service, pin);
    const held = image === undefined ? withContexts(project, named, pin) : withoutBuild(named, image);
    return { ...held, ...pinnedIngress(project, service, pin) };
  });
}

function changeServices(project: Project, change: (service: ServiceSpec) => ServiceSpec): Project {
  const services = [...project.services].map(([key, service]) => [key, change(service)] as const);
  return { ...project, services: new Map(services) };
}

function pinService(service: ServiceSpec, pin: Pin): ServiceSpec {
  const { image, preStart } = service;
  const hooks: readonly Json[] = Array.isArray(preStart) ? preStart : [];
  return {
    ...service,
    ...(image === undefined ? {} : { image: pin(image) ?? image }),
    volumes: service.volumes.map((mount) =>
      mount.type === 'image' && mount.source !== undefined
        ? { ...mount, source: pin(mount.source) ?? mount.source }
        : mount,
    ),
    ...(hooks.length === 0
      ? {}
      : {
          preStart: hooks.map((hook) =>
            isJsonMap(hook) && typeof hook.image === 'string'
              ? { ...hook, image: pin(hook.image) ?? hook.image }
              : hook,
          ),
        }),
  };
}

function withoutBuild({ build: _, ...service }: ServiceSpec, image: string): ServiceSpec {
  return { ...service, image, ...(image.startsWith('sha256:') ? { pullPolicy: 'never' } : {}) };
}

/** What a build takes files from is the image that is known, and not what would be built now. */
function withContexts(project: Project, service: ServiceSpec, pin: Pin): ServiceSpec {
  const { build } = service;
  if (!build || build.additionalContexts.size === 0) return service;
  const pinned = (text: string): string => {
    const from = contextService(project, text);
    const image = from && pin(imageReference(project, from));
    return image === undefined ? text : `docker-image://${image}`;
  };
  const contexts = [...build.additionalContexts].map(([name, text]) => [name, pinned(text)] as const);
  return { ...service, build: { ...build, additionalContexts: new Map(contexts) } };
}

function pinnedIngress(project: Project, service: ServiceSpec, pin: Pin): Partial<ServiceSpec> {
  const image = wantsIngress(project, service) ? pin(ingressOptions(project, service).image) : undefined;
  if (image === undefined) return {};
  const gantry = service.extensions.get('x-gantry');
  const settings = isJsonMap(gantry) ? gantry : {};
  const ingress = isJsonMap(settings.ingress) ? settings.ingress : {};
  const pinned = { ...settings, ingress: { ...ingress, image } };
  return { extensions: new Map([...service.extensions, ['x-gantry', pinned]]) };
}
