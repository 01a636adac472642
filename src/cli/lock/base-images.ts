import { fullName } from '../../model/full-name.ts';
import { imageBuilders } from '../../model/image-builders.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { imagesBefore } from '../../planner/images/build-order.ts';
import type { AskedImage } from '../../planner/images/pin-images.ts';

/** An image that builds take, and nobody runs as it is. */
export interface BaseImage extends AskedImage {
  readonly baseOf: readonly string[];
}

/**
 * The images that the built services are made from, as their Dockerfiles say with the arguments of the build, each once. Stages that are
 * not built are no matter, nor is a name that depends on what nobody knows. What the project builds itself is left to the bases of that
 * build, also where a profile switches its service off: it is built first all the same.
 */
export async function baseImages(project: Project, cwd: string): Promise<readonly BaseImage[]> {
  if (![...project.services.values()].some(({ build }) => build)) return [];
  const users = await usersOfBases(project, cwd);
  const builders = buildersOff(project);
  const off = [...users.keys()].flatMap((reference) => builders.get(fullName(reference)) ?? []);
  // Each round switches one more service on.
  if (off.length > 0) return baseImages(withServices(project, off), cwd);
  return [...users].sort(byText).map(([reference, names]) => {
    const baseOf = [...names].sort();
    const about = { of: ['services', baseOf[0] ?? ''], settings: ['build'] };
    return { reference, services: baseOf, builtBy: [], isNamed: true, about, baseOf };
  });
}

async function usersOfBases(
  project: Project,
  cwd: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { readSubject } = await import('../../practice/subject/read-subject.ts');
  const { baseImagesOf } = await import('../../practice/subject/base-images.ts');
  const nothing = (): undefined => undefined;
  const { images } = await readSubject(project, { cwd, tree: nothing, written: nothing, use: 'prod' });
  const users = new Map<string, Set<string>>();
  for (const image of images)
    for (const { text } of baseImagesOf(image))
      users.set(text, new Set([...(users.get(text) ?? []), ...image.users]));
  return users;
}

/** The services that are switched off, or not selected, by the full names of what they build. */
function buildersOff(project: Project): ReadonlyMap<string, ServiceSpec> {
  return new Map(
    [...imageBuilders(project)].flatMap(([image, name]) => {
      const service = project.disabledServices.get(name);
      return service ? [[fullName(image), service] as const] : [];
    }),
  );
}

function withServices(project: Project, services: readonly ServiceSpec[]): Project {
  const names = new Set(services.map(({ name }) => name));
  return {
    ...project,
    services: new Map([...project.services, ...services.map((service) => [service.name, service] as const)]),
    disabledServices: new Map([...project.disabledServices].filter(([name]) => !names.has(name))),
  };
}

/** The full names of all images that builds take, those of `service:` contexts too. */
export async function basesOfBuilds(project: Project, cwd: string): Promise<ReadonlySet<string>> {
  const contexts = [...project.services.values()].flatMap((service) => imagesBefore(project, service));
  return new Set([
    ...(await baseImages(project, cwd)).map(({ reference }) => fullName(reference)),
    ...contexts.map(fullName),
  ]);
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** What is run as well is listed once, with what it is the base of. */
export function withBases(
  asked: readonly AskedImage[],
  bases: readonly BaseImage[],
): readonly (AskedImage | BaseImage)[] {
  const known = new Map(bases.map((base) => [base.reference, base]));
  const run = asked.map((image) => {
    const base = known.get(image.reference);
    return base ? { ...image, baseOf: base.baseOf } : image;
  });
  const others = bases.filter(({ reference }) => !asked.some((image) => image.reference === reference));
  return [...run, ...others].toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
}
