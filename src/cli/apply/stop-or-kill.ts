import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { aborted } from '../context/signals.ts';
import { type ApplyOptions, apply } from './apply.ts';

/** Stops in order; when `killing` comes, ends that plan and kills what still runs. */
export async function stopOrKill(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  killing: AbortSignal,
  options: Omit<ApplyOptions, 'signal'> = {},
): Promise<void> {
  const { planStop } = await import('../../planner/commands/plan-stop.ts');
  const { planKill } = await import('../../planner/commands/plan-kill.ts');
  const { project } = planned;

  const planToStop = async (): Promise<Planned> => {
    const now = await lookAgain(planned);
    return { ...now, plan: planStop(project, now.observed, { services }) };
  };
  const stop = await planToStop();
  // All have ended by themselves: nobody asked, so nobody needs to be told that there was nothing to do.
  if (stop.plan.steps.length === 0) return;
  const stopping = apply(cli, { ...stop, replan: planToStop }, { ...options, signal: killing });
  await Promise.race([stopping, aborted(killing)]);
  if (!killing.aborted) return;

  const now = await lookAgain(planned);
  const kill = planKill(project, now.observed, { services });
  if (kill.steps.length > 0)
    await apply(cli, { ...now, plan: kill }, { signal: new AbortController().signal });
  await stopping;
}

/** What the plan of `up` was made from is out of date by now. */
async function lookAgain({ applied: _, replan: __, ...planned }: Planned): Promise<Planned> {
  const { observe } = await import('../../engine/observe/observe.ts');
  return { ...planned, observed: await observe(planned.engine, planned.project.name, []) };
}
