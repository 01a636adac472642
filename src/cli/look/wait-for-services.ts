import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import type { Target } from '../context/target.ts';
import { refuseGoneEngine } from '../find/refuse-gone-engine.ts';
import { findTarget } from '../find/target.ts';

export interface WaitOptions {
  readonly downProject?: boolean;
}

/**
 * Waits for all the containers of these services that run now; on a swarm for tasks, and jobs.
 *
 * @returns the exit code of the first that failed, in the order of the command line: which of them ended last is
 *   chance. 0: none failed.
 * Error: UserError `no-container` when none runs.
 */
export async function waitForServices(
  cli: Cli,
  services: readonly string[],
  { downProject }: WaitOptions,
): Promise<number> {
  const codes =
    cli.globals.on === 'swarm'
      ? await (await import('../swarm/wait-for-tasks.ts')).waitForTasks(cli, services)
      : await waitForContainers(cli, services);
  if (codes === undefined) return EXIT.interrupted;
  const taken = downProject ? await takeDown(cli) : EXIT.ok;
  return codes.find((code) => code !== 0) ?? taken;
}

/** @returns their exit codes; undefined after Ctrl-C. */
async function waitForContainers(
  cli: Cli,
  services: readonly string[],
): Promise<readonly number[] | undefined> {
  const target = await findTarget(cli, services, { ofContainers: true });
  const containers = services.flatMap((service) => runningOf(target, service));
  if (containers.length === 0)
    throw new UserError('no-container', `no container of ${services.join(', ')} runs`, {
      hint: [gantry('ps', '-a'), ' shows what has become of them'],
    });
  return cli.globals.dryRun ? [] : waitForAll(cli, target, containers);
}

function runningOf({ observed }: Target, service: string): readonly ObservedContainer[] {
  return observed.containers
    .filter(
      ({ labels, state }) =>
        labels[LABEL.service] === service && labels[LABEL.oneOff] !== 'True' && isAlive({ state }),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** @returns their exit codes; undefined after Ctrl-C. */
async function waitForAll(
  cli: Cli,
  { engine, project }: Target,
  containers: readonly ObservedContainer[],
): Promise<readonly number[] | undefined> {
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  try {
    const codes = await Promise.all(
      containers.map(async ({ id }) => {
        const code = await engine.waitContainer(id, 'not-running', stop.signal);
        cli.stdout.write(`container "${id}" exited with status code ${code}\n`);
        return code;
      }),
    );
    await refuseGoneEngine(engine, project.name);
    return codes;
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    throw error;
  } finally {
    release();
  }
}

/** Of everything, as it is by now. */
async function takeDown(cli: Cli): Promise<number> {
  const { planForDown } = await import('../apply/plan-for-down.ts');
  const { apply } = await import('../apply/apply.ts');
  const { replannable } = await import('../apply/replannable.ts');
  return apply(cli, await replannable(cli, (asking) => planForDown(asking, [], { removeOrphans: true })));
}
