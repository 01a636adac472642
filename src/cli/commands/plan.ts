import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';
import type { Planned } from '../planned.ts';
import { defineUp, type UpOptions } from '../up-options.ts';
import { type DownOptions, defineDown, planForDown } from './down.ts';
import { defineRestart, planForRestart, type RestartOptions } from './restart.ts';
import { defineStart, planForStart, type StartOptions } from './start.ts';
import { defineStop, planForStop, type StopOptions } from './stop.ts';
import { planForUp } from './up.ts';

interface PlanOptions {
  readonly format?: 'text' | 'json';
  readonly detailedExitcode?: boolean;
}

/** Each changing command under its own name, with its own flags: the plan is the one that the command would run. */
export function planCommand(cli: Cli): Command {
  const show = showWith(cli);
  return new Command('plan')
    .description(
      'Show what a command would do, and why; changes nothing. Without a command it is `up`, whose flags `gantry plan up --help` lists',
    )
    .usage('[command] [options] [services...]')
    .helpCommand(false)
    .enablePositionalOptions()
    .addCommand(
      withPlanOptions(defineUp(new Command('up'))).action(
        (services: string[], options: UpOptions & PlanOptions) =>
          show(planForUp(cli, services, options), options),
      ),
      { isDefault: true },
    )
    .addCommand(
      withPlanOptions(defineDown(new Command('down'))).action(
        (services: string[], options: DownOptions & PlanOptions) =>
          show(planForDown(cli, services, options), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineStart(new Command('start'))).action(
        (services: string[], options: StartOptions & PlanOptions) =>
          show(planForStart(cli, services, options), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineStop(new Command('stop'))).action(
        (services: string[], options: StopOptions & PlanOptions) =>
          show(planForStop(cli, services, options), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineRestart(new Command('restart'))).action(
        (services: string[], options: RestartOptions & PlanOptions) =>
          show(planForRestart(cli, services, options), options),
      ),
    );
}

function withPlanOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']))
    .option('--detailed-exitcode', 'end with 2 when there is something to do, 0 when there is not');
}

function showWith(cli: Cli): (planned: Promise<Planned>, options: PlanOptions) => Promise<void> {
  return async (planned, { format, detailedExitcode }) => {
    const { planToJson } = await import('../../ui/plan-to-json.ts');
    const { showPlan } = await import('../../ui/show-plan.ts');
    const { plan } = await planned;
    cli.stdout.write(
      format === 'json'
        ? `${JSON.stringify(planToJson(plan), null, 2)}\n`
        : showPlan(plan, { colour: cli.colour, columns: cli.stdout.columns }),
    );
    cli.exitWith(detailedExitcode && plan.steps.length > 0 ? EXIT.changes : EXIT.ok);
  };
}
