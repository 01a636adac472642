import { Command } from 'commander';
import { type DownOptions, planForDown } from '../apply/plan-for-down.ts';
import type { Cli } from '../context/cli.ts';
import { summaryOf } from '../context/command-names.ts';
import type { Planned } from '../context/planned.ts';
import type { CpOptions } from '../copy/copy.ts';
import type { RunOptions } from '../one-off/run-options.ts';
import { planForUp } from '../up/plan-for-up.ts';
import { defineUp, type UpOptions } from '../up/up-options.ts';
import { type BuildOptions, defineBuild, planForBuild } from './build.ts';
import { type CommitOptions, defineCommit, planForCommit } from './commit.ts';
import { defineCp } from './cp.ts';
import { type CreateOptions, defineCreate, planForCreate } from './create.ts';
import { defineDown } from './down.ts';
import { defineKill, type KillOptions, planForKill } from './kill.ts';
import { definePause, planForPause } from './pause.ts';
import { definePublish, type PublishOptions, planForPublish } from './publish.ts';
import { definePull, type PullOptions, planForPull } from './pull.ts';
import { definePush, type PushOptions, planForPush } from './push.ts';
import { defineRestart, planForRestart, type RestartOptions } from './restart.ts';
import { defineRm, planForRm, type RmOptions } from './rm.ts';
import { defineRun } from './run.ts';
import { defineScale, planForScale, type ScaleOptions } from './scale.ts';
import { defineStart, planForStart, type StartOptions } from './start.ts';
import { defineStop, planForStop, type StopOptions } from './stop.ts';
import { defineUnpause, planForUnpause } from './unpause.ts';
import { defineWatch, planForWatch } from './watch.ts';

/**
 * Each command that changes something under its own name, with its own flags. The plan is the one that the command would
 * run, and that it shows under `--dry-run`.
 *
 * @param take gets the command that was asked for, and what makes its plan.
 */
export function plannedCommands(
  cli: Cli,
  take: (command: Command, plan: () => Promise<Planned>) => Promise<void>,
): readonly Command[] {
  /** @param planFor gets what the command itself gets: its arguments, then its flags. */
  const planOf = <Given extends readonly unknown[]>(
    command: Command,
    planFor: (...given: Given) => Promise<Planned>,
  ): Command =>
    command
      .summary(summaryOf(command.name()))
      .action((...given: Given) => take(command, () => planFor(...given)));
  return [
    planOf(defineUp(new Command('up')), (services: string[], options: UpOptions) =>
      planForUp(cli, services, options),
    ),
    planOf(defineDown(new Command('down')), (services: string[], options: DownOptions) =>
      planForDown(cli, services, options),
    ),
    planOf(defineStart(new Command('start')), (services: string[], options: StartOptions) =>
      planForStart(cli, services, options),
    ),
    planOf(defineStop(new Command('stop')), (services: string[], options: StopOptions) =>
      planForStop(cli, services, options),
    ),
    planOf(defineRestart(new Command('restart')), (services: string[], options: RestartOptions) =>
      planForRestart(cli, services, options),
    ),
    planOf(defineWatch(startOfWatching()), async (services: string[]) => {
      const { checkWatched } = await import('../dev/check-watched.ts');
      const planned = await planForWatch(cli, services);
      checkWatched(planned.project, services);
      return planned;
    }),
    planOf(defineCreate(new Command('create')), (services: string[], options: CreateOptions) =>
      planForCreate(cli, services, options),
    ),
    planOf(
      defineScale(new Command('scale')),
      (replicas: ReadonlyMap<string, number>, options: ScaleOptions) => planForScale(cli, replicas, options),
    ),
    planOf(definePause(new Command('pause')), (services: string[]) => planForPause(cli, services)),
    planOf(defineUnpause(new Command('unpause')), (services: string[]) => planForUnpause(cli, services)),
    planOf(defineKill(new Command('kill')), (services: string[], options: KillOptions) =>
      planForKill(cli, services, options),
    ),
    planOf(defineRm(new Command('rm')), (services: string[], options: RmOptions) =>
      planForRm(cli, services, options),
    ),
    planOf(defineRun(new Command('run')), async (service: string, words: string[], options: RunOptions) => {
      const { planForRun } = await import('../one-off/run-one-off.ts');
      return planForRun(cli, service, words, options);
    }),
    planOf(defineBuild(new Command('build')), (services: string[], options: BuildOptions) =>
      planForBuild(cli, services, options),
    ),
    planOf(definePull(new Command('pull')), (services: string[], options: PullOptions) =>
      planForPull(cli, services, options),
    ),
    planOf(definePush(new Command('push')), (services: string[], options: PushOptions) =>
      planForPush(cli, services, options),
    ),
    planOf(definePublish(new Command('publish')), (reference: string, options: PublishOptions) =>
      planForPublish(cli, reference, options),
    ),
    planOf(
      defineCommit(new Command('commit')),
      (service: string, reference: string | undefined, options: CommitOptions) =>
        planForCommit(cli, service, reference, options),
    ),
    planOf(defineCp(new Command('cp')), async (source: string, target: string, options: CpOptions) => {
      const { planForCopy } = await import('../copy/copy.ts');
      return planForCopy(cli, source, target, options);
    }),
  ];
}

const startOfWatching = (): Command =>
  new Command('watch').description(
    'What `watch` does before it watches: start, and build what may be out of date',
  );
