import type { Effect, Tie } from '../model/affected.ts';
import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import { imageReference } from '../planner/request/image-references.ts';
import { parseReference } from '../practice/dockerfile/image-reference.ts';
import { plainImage } from '../practice/subject/built-images.ts';
import type { BuildInputs, NamedImage } from './build-inputs.ts';

/** `to` hangs on `from`. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly tie: Tie;
}

/** What it makes necessary for one service that another one is affected; undefined: nothing. */
export function passedOn(tie: Tie, effect: Effect): Effect | undefined {
  switch (tie) {
    case 'base-image':
    case 'build-context':
      return effect === 'build' ? 'build' : undefined;
    case 'image':
      return effect === 'build' ? 'restart' : undefined;
    case 'network':
    case 'namespace':
    case 'volumes':
      return effect === 'test' ? undefined : 'restart';
    case 'depends-on':
      return 'test';
  }
}

export const allServices = ({ services, disabledServices }: Project): readonly ServiceSpec[] => [
  ...services.values(),
  ...disabledServices.values(),
];

/** What a service hangs on by its settings. */
export function linksOf(
  project: Project,
  service: ServiceSpec,
  builders: ReadonlyMap<string, string>,
): readonly Link[] {
  const to = service.name;
  const ofService = (mode: string | undefined): readonly string[] => {
    const [, name] = /^service:(.+)$/.exec(mode ?? '') ?? [];
    return name === undefined ? [] : [name];
  };
  const mounted = service.volumes.flatMap(({ type, source }) => (type === 'image' && source ? [source] : []));
  const images = service.build ? mounted : [imageReference(project, service), ...mounted];
  const links = (tie: Tie, names: Iterable<string>): readonly Link[] =>
    [...names].map((from) => ({ from, to, tie }));
  return [
    ...links(
      'image',
      images.flatMap((image) => builders.get(plainImage(image)) ?? []),
    ),
    ...links('network', ofService(service.networkMode)),
    ...links('namespace', [...ofService(service.pid), ...ofService(service.ipc)]),
    ...links(
      'volumes',
      service.volumesFrom
        .filter((source) => !source.startsWith('container:'))
        .map((source) => source.split(':')[0] ?? ''),
    ),
    ...links('depends-on', service.dependsOn.keys()),
  ];
}

/** Those of the images that other services of the project build. A digest names one that has been built. */
export const builtHere = (
  service: string,
  images: readonly NamedImage[],
  builders: ReadonlyMap<string, string>,
): readonly (NamedImage & { readonly service: string })[] =>
  images.flatMap((named) => {
    const { digest } = parseReference(named.image);
    const builder = digest === undefined ? builders.get(plainImage(named.image)) : undefined;
    return builder === undefined || builder === service ? [] : [{ ...named, service: builder }];
  });

/** What the image of a service hangs on. */
export function buildLinks(
  to: string,
  { images, services }: Pick<BuildInputs, 'images' | 'services'>,
  builders: ReadonlyMap<string, string>,
): readonly Link[] {
  return [
    ...builtHere(to, images, builders).map(({ service: from }): Link => ({ from, to, tie: 'base-image' })),
    ...services.map((from): Link => ({ from, to, tie: 'build-context' })),
  ];
}
