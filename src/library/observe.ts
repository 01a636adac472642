import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { isOneOff, numberOf } from '../planner/snapshot/own-containers.ts';
import type { EngineConnection } from './engine-connection.ts';

/** A container of a project, as the engine has it. */
export interface ProjectContainer {
  readonly id: string;
  readonly name: string;
  /** Absent: no service accounts for it. */
  readonly service?: string;
  /** From 1 within the service. Absent: it was made by `run`. */
  readonly replica?: number;
  /** `created`, `running`, `paused`, `restarting`, `exited` … */
  readonly state: string;
  /** `starting`, `healthy` or `unhealthy`. Absent: it has no healthcheck, or does not run. */
  readonly health?: string;
  /** Absent while it has not exited. */
  readonly exitCode?: number;
  /** As the engine names it. */
  readonly image: string;
  readonly ports: readonly PublishedPort[];
}

export interface PublishedPort {
  readonly hostIp: string;
  /** On the engine's host. */
  readonly published: number;
  /** In the container. */
  readonly target: number;
  readonly protocol: string;
}

/** The containers of a project, stopped ones too, by name. One call. Error: UserError when the engine cannot be reached. */
export async function observe(
  project: { readonly name: string },
  connection: EngineConnection,
): Promise<readonly ProjectContainer[]> {
  const containers = await connection.engine.listContainers([`${LABEL.project}=${project.name}`]);
  return containers
    .filter(({ labels }) => !(LABEL.hold in labels || LABEL.copies in labels))
    .map(shown)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function shown(container: ObservedContainer): ProjectContainer {
  const { id, name, labels, state, health, exitCode, image, ports } = container;
  const service = labels[LABEL.service];
  return {
    id,
    name,
    ...(service !== undefined && { service }),
    ...(!isOneOff(container) && { replica: numberOf(container) }),
    state,
    ...(health !== undefined && { health }),
    ...(exitCode !== undefined && { exitCode }),
    image,
    ports: ports.flatMap(({ hostIp = '', published, target, protocol }) =>
      published === undefined ? [] : [{ hostIp, published, target, protocol }],
    ),
  };
}
