import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';
import type { Planned } from '../planned.ts';
import { defineUp, type UpOptions } from '../up-options.ts';
import { type CreateOptions, defineCreate, planForCreate } from './create.ts';
import { type DownOptions, defineDown, planForDown } from './down.ts';
import { defineKill, type KillOptions, planForKill } from './kill.ts';
import { definePause, planForPause } from './pause.ts';
import { defineRestart, planForRestart, type RestartOptions } from './restart.ts';
import { defineRm, planForRm, type RmOptions } from './rm.ts';
import { defineScale, planForScale, type ScaleOptions } from './scale.ts';
import { defineStart, planForStart, type StartOptions } from './start.ts';
import { defineStop, planForStop, type StopOptions } from './stop.ts';
import { defineUnpause, planForUnpause } from './unpause.ts';
import { planForUp } from './up.ts';

export interface PlanOptions {
  readonly format?: 'text' | 'json';
  readonly output?: string;
  readonly detailedExitcode?: boolean;
}

/** Takes the plan that was asked for: `plan` shows it, `apply` compares it with the one that was saved. */
export type TakePlan = (planned: Promise<Planned>, options: PlanOptions) => Promise<void>;

/** Each changing command under its own name, with its own flags: the plan is the one that the command would run. */
export function planCommand(cli: Cli, show: TakePlan = showWith(cli)): Command {
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
    )
    .addCommand(
      withPlanOptions(defineCreate(new Command('create'))).action(
        (services: string[], options: CreateOptions & PlanOptions) =>
          show(planForCreate(cli, services, options), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineScale(new Command('scale'))).action(
        (replicas: ReadonlyMap<string, number>, options: ScaleOptions & PlanOptions) =>
          show(planForScale(cli, replicas, options), options),
      ),
    )
    .addCommand(
      withPlanOptions(definePause(new Command('pause'))).action((services: string[], options: PlanOptions) =>
        show(planForPause(cli, services), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineUnpause(new Command('unpause'))).action(
        (services: string[], options: PlanOptions) => show(planForUnpause(cli, services), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineKill(new Command('kill'))).action(
        (services: string[], options: KillOptions & PlanOptions) =>
          show(planForKill(cli, services, options), options),
      ),
    )
    .addCommand(
      withPlanOptions(defineRm(new Command('rm'))).action(
        (services: string[], options: RmOptions & PlanOptions) =>
          show(planForRm(cli, services, options), options),
      ),
    );
}

function withPlanOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']))
    .option('-o, --output <path>', 'save it for `gantry apply`, without the values of secrets')
    .option('--detailed-exitcode', 'end with 2 when there is something to do, 0 when there is not');
}

function showWith(cli: Cli): TakePlan {
  return async (planned, { format, output, detailedExitcode }) => {
    const { planToJson } = await import('../../ui/plan-to-json.ts');
    const { showPlan } = await import('../../ui/show-plan.ts');
    const { tellSizes } = await import('../tell-sizes.ts');
    const { plan } = await planned;
    if (output !== undefined) {
      const { savePlan } = await import('../saved-plan.ts');
      await savePlan(cli, plan, output);
    }
    const shown = await tellSizes(await planned);
    cli.stdout.write(
      format === 'json'
        ? `${JSON.stringify(planToJson(shown), null, 2)}\n`
        : showPlan(shown, { colour: cli.colour, columns: cli.stdout.columns }),
    );
    cli.exitWith(detailedExitcode && plan.steps.length > 0 ? EXIT.changes : EXIT.ok);
  };
}
