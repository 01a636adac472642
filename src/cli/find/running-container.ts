import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import { type FoundContainers, findContainers, unreachableOnly } from './find-containers.ts';

export interface RunningContainer {
  readonly engine: Engine;
  readonly container: ObservedContainer;
  /** Who has its published ports: itself, or the ingress of its service. */
  readonly publisher: ObservedContainer;
}

/**
 * The container of a service that `exec` and `attach` speak to: the one with the number `index`, else the lowest
 * number; a one-off where nothing else runs, but never for a number.
 *
 * Error: UserError `no-such-service`, `no-container`.
 */
export async function runningContainer(
  cli: Cli,
  service: string,
  index: number | undefined,
): Promise<RunningContainer> {
  const found = await findContainers(cli, [service], 'look');
  const { engine, containers } = found;
  const container = await firstReached(cli, found, service, index);
  if (container) return { engine, container, publisher: ingressOf(containers, service) ?? container };
  const which = index ? ` container #${index}` : '';
  const error = new UserError('no-container', `service "${service}" is not running${which}`, {
    hint: index ? [gantry('ps', service), ' shows what is'] : ['start it: ', gantry('up', '-d', service)],
  });
  // Of a replica that never was nothing is known, and of a task the swarm tells it.
  if (index || found.reach) throw error;
  const { failNotRunning } = await import('../failures/explain-exec.ts');
  return failNotRunning(engine, service, containers, error);
}

function ingressOf(containers: readonly ObservedContainer[], service: string): ObservedContainer | undefined {
  return containers.find(
    ({ labels, state }) => labels[LABEL.service] === service && LABEL.ingress in labels && isAlive({ state }),
  );
}

/** One whose node cannot be reached is passed over, and told; where that is all of them, it is the error. */
async function firstReached(
  cli: Cli,
  { containers, reach }: FoundContainers,
  service: string,
  index: number | undefined,
): Promise<ObservedContainer | undefined> {
  let left = containers;
  const failures: UserError[] = [];
  for (;;) {
    const container = chooseRunning(left, service, index);
    if (!container || !reach) {
      const [first] = failures;
      if (first) throw first;
      return container;
    }
    const failure = await reach(container.id).then(() => undefined, unreachableOnly);
    if (!failure) {
      for (const { message } of failures)
        cli.stderr.write(`warning: this is ${container.name}, because ${message}\n`);
      return container;
    }
    failures.push(failure);
    left = left.filter(({ id }) => id !== container.id);
  }
}

/** @param containers by number */
export function chooseRunning(
  containers: readonly ObservedContainer[],
  service: string,
  index: number | undefined,
): ObservedContainer | undefined {
  // The engine says what is the matter with one that is paused or between two runs.
  const running = containers.filter(
    ({ labels, state }) =>
      labels[LABEL.service] === service && !(LABEL.ingress in labels) && isAlive({ state }),
  );
  const isOneOff = ({ labels }: ObservedContainer): boolean => labels[LABEL.oneOff] === 'True';
  const numbered = running.filter((container) => !isOneOff(container));
  if (index) return numbered.find(({ labels }) => labels[LABEL.containerNumber] === String(index));
  return numbered[0] ?? running[0];
}
