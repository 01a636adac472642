import { UserError } from '../../diagnostics/user-error.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { SwarmNode } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { meets } from '../swarm/constraints.ts';
import { constraintsIn, onNodes } from '../swarm/kept-on-nodes.ts';
import { isOfMachine, type NodeData, nodeDataOf } from '../swarm/node-data.ts';

/** By service: what it has on this engine, and would find on no other node. */
export type KeptData = ReadonlyMap<string, readonly NodeData[]>;

/** Volumes that nobody has made yet have nothing to keep. */
export function keptData(project: Project, volumes: readonly ObservedVolume[]): KeptData {
  const there = new Map(volumes.map((volume) => [volume.name, volume]));
  const isThere = ({ kind, name }: NodeData): boolean => {
    if (kind === 'path') return true;
    const volume = there.get(name);
    return volume !== undefined && volume.driver === 'local' && isOfMachine(volume.options?.type);
  };
  return new Map(
    [...project.services.values()].flatMap((service) => {
      const data = nodeDataOf(project, service).filter(isThere);
      return data.length > 0 ? [[service.name, data] as const] : [];
    }),
  );
}

/** The project whose services stay on the node of this engine where their data is, as far as the files let them. */
export function stayingOn(project: Project, kept: KeptData, node: SwarmNode): Project {
  const staying = [...kept.keys()].filter((name) => {
    const service = project.services.get(name);
    return service !== undefined && keptOff(service, node) === undefined;
  });
  return onNodes(project, new Map(staying.map((name) => [name, node.id])));
}

/** The constraint of the files that keeps a service off a node. */
const keptOff = ({ deploy }: ServiceSpec, node: SwarmNode): string | undefined =>
  constraintsIn(deploy?.placement)
    .map(String)
    .find((constraint) => !meets(node, constraint));

/** Of each service that goes where its data is not. */
export function dataKeptOff(project: Project, kept: KeptData, node: SwarmNode): readonly UserError[] {
  return [...kept].flatMap(([name, data]) => {
    const service = project.services.get(name);
    const constraint = service && keptOff(service, node);
    if (constraint === undefined) return [];
    return [
      new UserError(
        'data-left-behind',
        `service "${name}" has ${dataText(data)} on ${node.hostname}, and its constraint ${constraint} keeps it off that node`,
        {
          hint: 'take the data to a node that meets it, or leave out the constraint; --leave-data moves the service without its data',
          about: { of: ['services', name], settings: ['deploy.placement.constraints'] },
        },
      ),
    ];
  });
}

/** `volume shop_data and /srv/files` */
export function dataText(data: readonly NodeData[]): string {
  const names = data.map(({ kind, name }) => (kind === 'volume' ? `volume ${name}` : name));
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
