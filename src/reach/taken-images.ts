import { isAbsolute } from 'node:path';
import type { Span } from '../diagnostics/source.ts';
import type { BuildSpec } from '../model/build-spec.ts';
import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import type { TakenImage } from '../model/taken-image.ts';
import { builtImages } from '../practice/subject/built-images.ts';
import { buildInputs, dockerfilePath, type NamedImage, type ReadText } from './build-inputs.ts';
import { mayName, namingLines } from './may-name.ts';
import { allServices, builtHere } from './ties.ts';

interface Around {
  readonly read: ReadText;
  /** Over those of the files. */
  readonly args?: BuildSpec['args'];
  /** A path as messages have it. */
  readonly show: (path: string) => string;
}

/** What the builds of a project take of each other's images, as their Dockerfiles say. Most take nothing, and are not read closely. */
export function takenImages(project: Project, around: Around): ReadonlyMap<string, readonly TakenImage[]> {
  const builders = builtImages(project);
  const found = allServices(project).map(
    (service) => [service.name, takenBy(service, builders, around)] as const,
  );
  return new Map(found.filter(([, taken]) => taken.length > 0));
}

function takenBy(
  { name, build: written }: ServiceSpec,
  builders: ReadonlyMap<string, string>,
  { read, args = new Map(), show }: Around,
): readonly TakenImage[] {
  if (!written || !isAbsolute(written.context)) return [];
  const build = { ...written, args: new Map([...written.args, ...args]) };
  const { dockerfileInline } = build;
  const path = dockerfileInline === undefined ? dockerfilePath(build, read) : undefined;
  const text = dockerfileInline ?? (path === undefined ? undefined : read(path));
  if (text === undefined) return [];
  // A context may stand for an image under any name.
  if (build.additionalContexts.size === 0 && !mayName(namingLines(text), builders.keys())) return [];
  const images = buildInputs(build, read)?.images ?? [];
  const source = path === undefined ? undefined : { name: show(path), text };
  const placeOf = ({ start, end }: NamedImage): Span | undefined => source && { source, start, end };
  return builtHere(name, images, builders).map((named) => {
    const at = placeOf(named);
    return { image: named.image, service: named.service, ...(at && { at }) };
  });
}
