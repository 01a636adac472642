import { Command, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import type { TakePlan } from './planned-command.ts';
import { PLANNED_COMMANDS } from './planned-commands.ts';

interface PlanOptions {
  readonly format?: 'text' | 'json';
  readonly output?: string;
  readonly detailedExitcode?: boolean;
}

/** What is done with the plan: `plan` shows it, `apply` compares it with the one that was saved. */
type UsePlan = (planned: Promise<Planned>, options: PlanOptions) => Promise<void>;

export function planCommand(cli: Cli, use: UsePlan = showWith(cli)): Command {
  // Its own options may stand before the command as well: `plan -o FILE down`.
  const plan = withPlanOptions(new Command('plan'))
    .description(
      'Show what a command would do, and why; changes nothing. Without a command it is `up`, whose flags `gantry plan up --help` lists',
    )
    .usage('[command] [options] [services...]')
    .helpCommand(false)
    .enablePositionalOptions();
  const take: TakePlan = async (command, planFor) => {
    const options = { ...plan.opts<PlanOptions>(), ...command.opts<PlanOptions>() };
    // Each container of `run` has a name that no other one had, so no second plan is the same.
    if (command.name() === 'run' && options.output !== undefined)
      throw new UserError('bad-usage', 'a plan of `run` cannot be saved', { hint: 'leave out -o' });
    return use(planFor(), options);
  };
  for (const { name, planning } of PLANNED_COMMANDS)
    plan.addCommand(withPlanOptions(planning(cli, take)), { isDefault: name === 'up' });
  return plan;
}

function withPlanOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']))
    .option('-o, --output <path>', 'save it for `gantry apply`, without the values of secrets')
    .option('--detailed-exitcode', 'end with 2 when there is something to do, 0 when there is not');
}

function showWith(cli: Cli): UsePlan {
  return async (planned, { format, output, detailedExitcode }) => {
    // All at once: a plan that cannot be made fails while the rest is loaded, and somebody has to be waiting for it.
    const [made, { planToJson }, { show }] = await Promise.all([
      planned,
      import('../../ui/plan/plan-to-json.ts'),
      import('../apply/show.ts'),
    ]);
    const asJson = (plan: Plan): string => `${JSON.stringify(planToJson(plan), null, 2)}\n`;
    const code = await show(cli, made, format === 'json' ? asJson : undefined);
    if (code !== EXIT.ok) return cli.exitWith(code);
    // One that would be refused is not there to be applied.
    if (output !== undefined) {
      const { savePlan } = await import('../apply/saved-plan.ts');
      await savePlan(cli, made, output);
    }
    cli.exitWith(detailedExitcode && made.plan.steps.length > 0 ? EXIT.changes : EXIT.ok);
  };
}
