import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { requireServices } from '../../planner/graph/service-graph.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import { awaitEnds, awaitedOf, type End } from '../../reconciler/swarm/await-ends.ts';
import type { Cli } from '../context/cli.ts';
import { onInterrupt } from '../context/signals.ts';
import { lookAtServices, namedProject } from './plan-for-swarm.ts';

/**
 * Waits for all the tasks of these services that run now, and for jobs: the last run of a job counts also when it is over.
 *
 * @returns their exit codes, in the order of the command line, 1 where nobody knows one; undefined after Ctrl-C
 * Error: UserError `no-container` when there is nothing to wait for.
 */
export async function waitForTasks(
  cli: Cli,
  services: readonly string[],
): Promise<readonly number[] | undefined> {
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const there = new Map(observed.services.map((service) => [serviceKey(project, service.name), service]));
  requireServices(services, new Set([...project.services.keys(), ...there.keys()]));
  const awaited = services.flatMap((key) => {
    const service = there.get(key);
    return (service && awaitedOf(service, observed)) ?? [];
  });
  if (awaited.length === 0)
    throw new UserError('no-container', `no task of ${services.join(', ')} runs`, {
      hint: [gantry('ps', '-a'), ' shows what has become of them'],
    });
  if (cli.globals.dryRun) return [];
  const swarm = await engine.swarm();
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  try {
    const codes = await Promise.all(
      awaited.map(async (one) => {
        const ends: End[] = [];
        const tell = (end: End): void => {
          ends.push(end);
          tellOf(cli, serviceKey(project, one.service.name), end);
        };
        await awaitEnds(swarm, project.name, one, { signal: stop.signal, tell });
        return ends.map(({ code }) => code ?? 1);
      }),
    );
    return codes.flat();
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    throw error;
  } finally {
    release();
  }
}

function tellOf(cli: Cli, key: string, { task, code }: End): void {
  const name = `task "${task.id}" of ${key}${task.slot === undefined ? '' : `.${task.slot}`}`;
  if (code !== undefined) cli.stdout.write(`${name} exited with status code ${code}\n`);
  else cli.stderr.write(`warning: ${name} is lost with its node, or forgotten: nobody knows its exit code\n`);
}
