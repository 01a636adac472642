import type { Cli } from '../context/cli.ts';
import { appliedBy, type Planned } from '../context/planned.ts';

/** `up` for the services and what they depend on, with builds where images may be out of date. */
export async function planForWatch(cli: Cli, services: readonly string[]): Promise<Planned> {
  const { loadProjectFor } = await import('../files/load.ts');
  const { buildWatched, planWatch } = await import('../../planner/commands/plan-watch.ts');
  const { lookForUp } = await import('../find/look-for-up.ts');
  const written = await loadProjectFor(cli, { services });
  const engine = await cli.engine();
  const intent = { services };
  const { context, project, observed, inspections } = await lookForUp(
    cli,
    engine,
    buildWatched(written),
    intent,
  );
  const plan = planWatch(context, written, inspections);
  return { engine, project, observed, plan, applied: appliedBy(context) };
}
