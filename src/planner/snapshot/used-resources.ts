import { UserError } from '../../diagnostics/user-error.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { VolumeSpec } from '../../model/volume-spec.ts';
import { byKey } from '../../util/by-key.ts';
import type { StartContext } from './up-context.ts';

/** The networks that the services concerned are on, or all that are asked for, in key order. */
export function usedNetworks({ project, services, intent }: StartContext): readonly NetworkSpec[] {
  if (intent.allResources) return byKey(project.networks).map(([, network]) => network);
  const used = new Set(
    services.flatMap((service) => (service.networkMode === undefined ? [...service.networks.keys()] : [])),
  );
  return byKey(project.networks).flatMap(([key, network]) => (used.has(key) ? [network] : []));
}

/** The named volumes that the services concerned mount, or all that are asked for, in key order. */
export function usedVolumes({ project, services, intent }: StartContext): readonly VolumeSpec[] {
  if (intent.allResources) return byKey(project.volumes).map(([, volume]) => volume);
  const used = new Set(services.flatMap(volumeKeys));
  return byKey(project.volumes).flatMap(([key, volume]) => (used.has(key) ? [volume] : []));
}

export const volumeKeys = (service: ServiceSpec): readonly string[] =>
  service.volumes.flatMap(({ type, source }) => (type === 'volume' && source !== undefined ? [source] : []));

/** Error: UserError `missing-external`, with everything that somebody else should have made and has not. */
export function refuseMissingExternals(context: StartContext): void {
  const { networks, volumes } = context.observed;
  // An external network may be named by its id.
  const knownNetworks = new Set(networks.flatMap(({ id, name }) => [id.toString(), name]));
  const knownVolumes = new Set(volumes.map(({ name }) => name));
  const missing = [
    ...usedNetworks(context)
      .filter(({ external, name }) => external && !knownNetworks.has(name))
      .map(({ key, name }) => ({
        what: `network ${name} declared as external, but could not be found`,
        make: `docker network create ${name}`,
        of: ['networks', key],
      })),
    ...usedVolumes(context)
      .filter(({ external, name }) => external && !knownVolumes.has(name))
      .map(({ key, name }) => ({
        what: `volume "${name}" declared as external, but not found`,
        make: `docker volume create ${name}`,
        of: ['volumes', key],
      })),
  ];
  if (missing.length === 0) return;
  throw new UserError('missing-external', missing.map(({ what }) => what).join('; '), {
    hint: `make it first (${missing.map(({ make }) => make).join('; ')}), or remove "external: true"`,
    about: { of: missing[0]?.of ?? [], settings: ['external', ''] },
  });
}
