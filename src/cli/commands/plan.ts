import { Command, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';
import type { Planned } from '../planned.ts';
import { defineUp, type UpOptions } from '../up/up-options.ts';
import { COMMANDS } from '../wire.ts';
import { type BuildOptions, defineBuild, planForBuild } from './build.ts';
import { type CommitOptions, defineCommit, planForCommit } from './commit.ts';
import { type CpOptions, defineCp } from './cp.ts';
import { type CreateOptions, defineCreate, planForCreate } from './create.ts';
import { type DownOptions, defineDown, planForDown } from './down.ts';
import { defineKill, type KillOptions, planForKill } from './kill.ts';
import { definePause, planForPause } from './pause.ts';
import { definePublish, type PublishOptions, planForPublish } from './publish.ts';
import { definePull, type PullOptions, planForPull } from './pull.ts';
import { definePush, type PushOptions, planForPush } from './push.ts';
import { defineRestart, planForRestart, type RestartOptions } from './restart.ts';
import { defineRm, planForRm, type RmOptions } from './rm.ts';
import { defineRun, type RunOptions } from './run.ts';
import { defineScale, planForScale, type ScaleOptions } from './scale.ts';
import { defineStart, planForStart, type StartOptions } from './start.ts';
import { defineStop, planForStop, type StopOptions } from './stop.ts';
import { defineUnpause, planForUnpause } from './unpause.ts';
import { planForUp } from './up.ts';
import { defineWatch, planForWatch } from './watch.ts';

export interface PlanOptions {
  readonly format?: 'text' | 'json';
  readonly output?: string;
  readonly detailedExitcode?: boolean;
}

/** Takes the plan that was asked for: `plan` shows it, `apply` compares it with the one that was saved. */
export type TakePlan = (planned: Promise<Planned>, options: PlanOptions) => Promise<void>;

/**
 * Each command that changes something under its own name, with its own flags. The plan is the one that the command would
 * run, and that it shows under `--dry-run`.
 */
export function planCommand(cli: Cli, show: TakePlan = showWith(cli)): Command {
  /** @param planFor gets what the command itself gets: its arguments, then its flags. */
  const planOf = <Given extends readonly unknown[]>(
    command: Command,
    planFor: (...given: Given) => Promise<Planned>,
  ): Command =>
    withPlanOptions(command.summary(summaryOf(command.name()))).action(function (
      this: Command,
      ...given: Given
    ) {
      return show(planFor(...given), { ...plan.opts<PlanOptions>(), ...this.opts<PlanOptions>() });
    });
  // Its own options may stand before the command as well: `plan -o FILE down`.
  const plan = withPlanOptions(new Command('plan'));
  return plan
    .description(
      'Show what a command would do, and why; changes nothing. Without a command it is `up`, whose flags `gantry plan up --help` lists',
    )
    .usage('[command] [options] [services...]')
    .helpCommand(false)
    .enablePositionalOptions()
    .addCommand(
      planOf(defineUp(new Command('up')), (services: string[], options: UpOptions) =>
        planForUp(cli, services, options),
      ),
      { isDefault: true },
    )
    .addCommand(
      planOf(defineDown(new Command('down')), (services: string[], options: DownOptions) =>
        planForDown(cli, services, options),
      ),
    )
    .addCommand(
      planOf(defineStart(new Command('start')), (services: string[], options: StartOptions) =>
        planForStart(cli, services, options),
      ),
    )
    .addCommand(
      planOf(defineStop(new Command('stop')), (services: string[], options: StopOptions) =>
        planForStop(cli, services, options),
      ),
    )
    .addCommand(
      planOf(defineRestart(new Command('restart')), (services: string[], options: RestartOptions) =>
        planForRestart(cli, services, options),
      ),
    )
    .addCommand(
      planOf(defineWatch(startOfWatching()), async (services: string[]) => {
        const { checkWatched } = await import('../dev/check-watched.ts');
        const planned = await planForWatch(cli, services);
        checkWatched(planned.project, services);
        return planned;
      }),
    )
    .addCommand(
      planOf(defineCreate(new Command('create')), (services: string[], options: CreateOptions) =>
        planForCreate(cli, services, options),
      ),
    )
    .addCommand(
      planOf(
        defineScale(new Command('scale')),
        (replicas: ReadonlyMap<string, number>, options: ScaleOptions) =>
          planForScale(cli, replicas, options),
      ),
    )
    .addCommand(
      planOf(definePause(new Command('pause')), (services: string[]) => planForPause(cli, services)),
    )
    .addCommand(
      planOf(defineUnpause(new Command('unpause')), (services: string[]) => planForUnpause(cli, services)),
    )
    .addCommand(
      planOf(defineKill(new Command('kill')), (services: string[], options: KillOptions) =>
        planForKill(cli, services, options),
      ),
    )
    .addCommand(
      planOf(defineRm(new Command('rm')), (services: string[], options: RmOptions) =>
        planForRm(cli, services, options),
      ),
    )
    .addCommand(
      planOf(
        defineRun(new Command('run')),
        async (service: string, words: string[], options: RunOptions & PlanOptions) => {
          if (options.output !== undefined || plan.opts<PlanOptions>().output !== undefined)
            throw notToSave();
          const { planForRun } = await import('../one-off/run-one-off.ts');
          return planForRun(cli, service, words, options);
        },
      ),
    )
    .addCommand(
      planOf(defineBuild(new Command('build')), (services: string[], options: BuildOptions) =>
        planForBuild(cli, services, options),
      ),
    )
    .addCommand(
      planOf(definePull(new Command('pull')), (services: string[], options: PullOptions) =>
        planForPull(cli, services, options),
      ),
    )
    .addCommand(
      planOf(definePush(new Command('push')), (services: string[], options: PushOptions) =>
        planForPush(cli, services, options),
      ),
    )
    .addCommand(
      planOf(definePublish(new Command('publish')), (reference: string, options: PublishOptions) =>
        planForPublish(cli, reference, options),
      ),
    )
    .addCommand(
      planOf(
        defineCommit(new Command('commit')),
        (service: string, reference: string | undefined, options: CommitOptions) =>
          planForCommit(cli, service, reference, options),
      ),
    )
    .addCommand(
      planOf(defineCp(new Command('cp')), async (source: string, target: string, options: CpOptions) => {
        const { planForCopy } = await import('../copy/copy.ts');
        return planForCopy(cli, source, target, options);
      }),
    );
}

const startOfWatching = (): Command =>
  new Command('watch').description(
    'What `watch` does before it watches: start, and build what may be out of date',
  );

/** Each container of `run` has a name that no other one had, so no second plan is the same. */
const notToSave = (): UserError =>
  new UserError('bad-usage', 'a plan of `run` cannot be saved', {
    hint: 'leave out -o',
  });

const summaryOf = (command: string): string => COMMANDS.find(({ name }) => name === command)?.summary ?? '';

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
