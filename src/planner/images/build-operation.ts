import { UserError } from '../../diagnostics/user-error.ts';
import type { BuildSecret } from '../../model/build-spec.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { imageReference } from '../request/image-references.ts';
import { imageLabels } from '../request/labels.ts';
import { contextService, standIns } from './build-order.ts';

/**
 * The build of a service. What other services give it is named by their images, so they have to be built before it.
 *
 * @param platforms those to build; none: the engine's own.
 */
export function buildOperation(
  project: Project,
  service: ServiceSpec,
  platforms: readonly string[],
): OperationOf<'build-image'> {
  const { build } = service;
  if (!build) throw new UserError('image-not-found', `service "${service.name}" has nothing to build`);
  return {
    kind: 'build-image',
    image: imageReference(project, service),
    build: {
      ...build,
      platforms,
      additionalContexts: contextsOf(project, [...standIns(project, service), ...build.additionalContexts]),
      // A variable that only the pipeline sets.
      cacheFrom: build.cacheFrom.filter((cache) => cache !== ''),
      cacheTo: build.cacheTo.filter((cache) => cache !== ''),
    },
    service: service.name,
    labels: imageLabels(project, service),
    secrets: build.secrets.map(({ source, target }) => secretOf(project, service, source, target ?? source)),
  };
}

/** The one platform that containers of a service run on; none: as the builder decides. */
export function onePlatform(
  { defaultPlatform }: Project,
  { platform, build }: ServiceSpec,
): readonly string[] {
  const listed = build?.platforms ?? [];
  const one = platform ?? defaultPlatform ?? (listed.length === 1 ? listed[0] : undefined);
  return one === undefined ? [] : [one];
}

/** All that are listed; else the one it is for. */
export function allPlatforms(
  { defaultPlatform }: Project,
  { platform, build }: ServiceSpec,
): readonly string[] {
  if (build && build.platforms.length > 0) return build.platforms;
  const one = defaultPlatform ?? platform;
  return one === undefined ? [] : [one];
}

function contextsOf(
  project: Project,
  contexts: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> {
  return new Map(
    contexts.map(([name, text]) => {
      const service = contextService(project, text);
      return [name, service ? `docker-image://${imageReference(project, service)}` : text];
    }),
  );
}

function secretOf(project: Project, service: ServiceSpec, source: string, id: string): BuildSecret {
  const secret = project.secrets.get(source);
  if (secret && (secret.from.kind === 'file' || secret.from.kind === 'environment'))
    return { id, from: secret.from };
  throw new UserError(
    'unset-secret',
    `service "${service.name}": the build uses the secret "${source}", which has no content here`,
    {
      hint: 'declare it under `secrets` with `file` or `environment`; with --all-resources it is kept when only services that are off use it',
      about: { of: ['services', service.name], settings: [['build.secrets', source]] },
    },
  );
}
