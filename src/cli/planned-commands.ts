import { Command } from 'commander';
import type { Cli } from './cli.ts';
import { type BuildOptions, defineBuild, planForBuild } from './commands/build.ts';
import { type CommitOptions, defineCommit, planForCommit } from './commands/commit.ts';
import { type CpOptions, defineCp } from './commands/cp.ts';
import { type CreateOptions, defineCreate, planForCreate } from './commands/create.ts';
import { type DownOptions, defineDown, planForDown } from './commands/down.ts';
import { defineKill, type KillOptions, planForKill } from './commands/kill.ts';
import { definePause, planForPause } from './commands/pause.ts';
import { definePublish, type PublishOptions, planForPublish } from './commands/publish.ts';
import { definePull, type PullOptions, planForPull } from './commands/pull.ts';
import { definePush, type PushOptions, planForPush } from './commands/push.ts';
import { defineRestart, planForRestart, type RestartOptions } from './commands/restart.ts';
import { defineRm, planForRm, type RmOptions } from './commands/rm.ts';
import { defineRun, type RunOptions } from './commands/run.ts';
import { defineScale, planForScale, type ScaleOptions } from './commands/scale.ts';
import { defineStart, planForStart, type StartOptions } from './commands/start.ts';
import { defineStop, planForStop, type StopOptions } from './commands/stop.ts';
import { defineUnpause, planForUnpause } from './commands/unpause.ts';
import { planForUp } from './commands/up.ts';
import { defineWatch, planForWatch } from './commands/watch.ts';
import type { Planned } from './planned.ts';
import { defineUp, type UpOptions } from './up/up-options.ts';
import { COMMANDS } from './wire.ts';

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
      const { checkWatched } = await import('./dev/check-watched.ts');
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
      const { planForRun } = await import('./one-off/run-one-off.ts');
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
      const { planForCopy } = await import('./copy/copy.ts');
      return planForCopy(cli, source, target, options);
    }),
  ];
}

const startOfWatching = (): Command =>
  new Command('watch').description(
    'What `watch` does before it watches: start, and build what may be out of date',
  );

const summaryOf = (command: string): string => COMMANDS.find(({ name }) => name === command)?.summary ?? '';
