import type { ContainerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Inspection, InspectionNeed, Observed, ObservedContainer } from '../../../src/model/observed.ts';
import { anInspection, IMAGE } from '../an-inspection.ts';
import { type Container, hex, isUp, type World } from './objects.ts';

/** What lists tell of a project. */
export function observe(world: World, project: string): Observed {
  const own = [...world.containers.values()].filter(
    ({ request }) => request.Labels[LABEL.project] === project,
  );
  return {
    containers: own.map((container) => listed(world, container)),
    networks: [...world.networks.values()],
    volumes: [...world.volumes.values()],
    images: new Map([...world.images].map(([reference, id]) => [reference, { id }])),
    updated: new Set(world.updated),
  };
}

function listed(world: World, container: Container): ObservedContainer {
  const { id, name, state, health, exitCode, createdAt, request, image, networks, mounts } = container;
  const { NetworkMode } = request.HostConfig;
  const bindings = Object.entries(request.HostConfig.PortBindings ?? {});
  return {
    id,
    name,
    state,
    status: state,
    ...(health === undefined ? {} : { health }),
    ...(exitCode === undefined ? {} : { exitCode }),
    createdAt,
    // A name that another image has by now is no name of this one.
    image: world.images.get(request.Image) === image ? request.Image : image,
    imageId: image,
    command: request.Cmd?.join(' ') ?? '',
    labels: request.Labels,
    networks: new Map(
      [...networks].map(
        ([
          network,
          {
            networkId,
            request: { IPAMConfig },
          },
        ]) => {
          const ipAddress = isUp(container) ? IPAMConfig?.IPv4Address : undefined;
          return [network, { networkId, ...(ipAddress === undefined ? {} : { ipAddress }) }];
        },
      ),
    ),
    ...(NetworkMode === undefined ? {} : { networkMode: NetworkMode }),
    mounts,
    ports: !isUp(container)
      ? []
      : bindings.flatMap(([port, hosts]) =>
          hosts.map(({ HostPort }) => ({
            published: Number(HostPort),
            target: Number(port.split('/')[0]),
            protocol: port.split('/')[1] ?? 'tcp',
          })),
        ),
  };
}

/** What inspections tell. One that is gone is left out. */
export function inspect(
  world: World,
  needs: readonly InspectionNeed[],
): ReadonlyMap<ContainerId, Inspection> {
  return new Map(
    needs.flatMap((need) => {
      const { id, files: paths = [] } = typeof need === 'string' ? { id: need } : need;
      const container = world.containers.get(id);
      if (!container) return [];
      const files = new Map([...container.files].filter(([path]) => paths.includes(path)));
      const inspection = inspected(world, container);
      return [[id, paths.length > 0 ? { ...inspection, files } : inspection]];
    }),
  );
}

function inspected(world: World, container: Container): Inspection {
  const { request, networks, mounts, startedAt, image } = container;
  const { NetworkingConfig: _, ...settings } = request;
  const endpoints = [...networks].map(([name, { request: asked }]) => {
    const { MacAddress: _mac, ...others } = asked;
    const given = `02:${hex(`${container.id} ${name}`).slice(0, 2)}:00:00:00:00`;
    // The one in use, which a container that has stopped has no more, but for what it was made with on its first network.
    const shown = isUp(container) ? (asked.MacAddress ?? given) : asked.MacAddress;
    const isHome = name === request.HostConfig.NetworkMode;
    const isKnown = (container.state !== 'exited' || isHome) && shown !== undefined;
    return [name, isKnown ? { ...others, MacAddress: shown } : others] as const;
  });
  return anInspection(
    listed(world, container),
    { request: { ...settings, NetworkingConfig: { EndpointsConfig: Object.fromEntries(endpoints) } } },
    { mounts, imageId: image, startedAt: new Date(startedAt * 1000).toISOString() },
    { ...IMAGE, id: image },
  );
}
