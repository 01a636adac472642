import type { PageServiceVerb } from '../../model/page-calls.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';

/** As the command of this name without a flag. Error: SpecError, UserError as `findTarget`. */
export async function planForServices(
  cli: Cli,
  verb: PageServiceVerb,
  services: readonly string[],
): Promise<Planned> {
  switch (verb) {
    case 'start': {
      const { planStart } = await import('../../planner/commands/plan-start.ts');
      const target = await findTarget(cli, services, { active: services, needs: 'starts' });
      return { ...target, plan: planStart(target.project, target.observed, { services }) };
    }
    case 'stop': {
      const { planStop } = await import('../../planner/commands/plan-stop.ts');
      const target = await findTarget(cli, services);
      return { ...target, plan: planStop(target.project, target.observed, { services }) };
    }
    case 'restart': {
      const { planRestart } = await import('../../planner/commands/plan-restart.ts');
      const { imagesOfHandovers } = await import('../../planner/ingress/wants-ingress.ts');
      const target = await findTarget(cli, services, { imagesOf: imagesOfHandovers });
      return { ...target, plan: planRestart(target.project, target.observed, { services }) };
    }
  }
}
