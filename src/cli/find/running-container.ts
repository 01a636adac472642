import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import { findContainers } from './find-containers.ts';

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
  const { engine, containers } = await findContainers(cli, [service], 'look');
  const container = chooseRunning(containers, service, index);
  if (container) return { engine, container, publisher: ingressOf(containers, service) ?? container };
  const which = index ? ` container #${index}` : '';
  const error = new UserError('no-container', `service "${service}" is not running${which}`, {
    hint: index ? [gantry('ps', service), ' shows what is'] : ['start it: ', gantry('up', '-d', service)],
  });
  // Of a replica that never was nothing is known.
  if (index) throw error;
  const { failNotRunning } = await import('../failures/explain-exec.ts');
  return failNotRunning(engine, service, containers, error);
}

function ingressOf(containers: readonly ObservedContainer[], service: string): ObservedContainer | undefined {
  return containers.find(
    ({ labels, state }) => labels[LABEL.service] === service && LABEL.ingress in labels && isAlive({ state }),
  );
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
