import { gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL, STACK } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { isOneOff } from '../../planner/snapshot/own-containers.ts';
import { listNames } from '../../planner/snapshot/sort-by-name.ts';

/**
 * A project that a swarm runs would run twice if its containers were started here, and has none here that a command could be about. Costs a call only on a manager of a swarm, which has
 * overlay networks.
 *
 * @param command that does there what was asked for
 * Error: UserError `runs-elsewhere`.
 */
export async function refuseWhatSwarmRuns(
  engine: Engine,
  { name }: Pick<Project, 'name'>,
  { networks }: Pick<Observed, 'networks'>,
  command: 'up' | 'ps' = 'up',
): Promise<void> {
  if (!networks.some(({ driver }) => driver === 'overlay')) return;
  const services = await servicesOf(engine, name);
  const left = networks.filter(({ labels }) => labels[STACK.namespace] === name);
  if (services.length === 0 && left.length === 0) return;
  const what =
    services.length > 0
      ? `the swarm of this engine runs project "${name}" (${listNames(services)})`
      : `the swarm of this engine has networks of project "${name}" (${listNames(left)})`;
  throw new UserError('runs-elsewhere', what, { hint: waysOnSwarm(command) });
}

const waysOnSwarm = (command: 'up' | 'ps'): Hint => [
  command === 'up' ? 'change it there: ' : 'look at it there: ',
  gantry('--on', 'swarm', command),
  ', or for all commands with `x-gantry: {on: swarm}` in the file; or take it back to this engine: ',
  gantry('move', '--to', 'engine'),
];

async function servicesOf(engine: Engine, project: string) {
  try {
    return await (await engine.swarm()).servicesOf(project);
  } catch (error) {
    // A worker tells nobody what the swarm runs.
    if (error instanceof EngineError && error.code === 'not-a-manager') return [];
    throw error;
  }
}

/**
 * The same the other way round.
 *
 * @returns those of its containers that do not run, and are left of a move that did not come to its end
 * Error: UserError `runs-elsewhere`.
 */
export async function refuseWhatEngineRuns(
  engine: Engine,
  { name }: Pick<Project, 'name'>,
): Promise<readonly ObservedContainer[]> {
  const all = await engine.listContainers([`${LABEL.project}=${name}`]);
  const containers = all.filter((container) => !isOneOff(container) && LABEL.service in container.labels);
  const running = containers.filter(isAlive);
  if (running.length === 0) return containers;
  throw new UserError(
    'runs-elsewhere',
    `project "${name}" runs on this engine, without the swarm (${listNames(running)})`,
    {
      hint: [
        'move it to the swarm: ',
        gantry('move', '--to', 'swarm'),
        '; or change it where it is: ',
        gantry('--on', 'engine', 'up'),
        '; or remove it here first: ',
        gantry('--on', 'engine', 'down'),
      ],
    },
  );
}
