import { Command } from 'commander';
import { LABEL } from '../../model/labels.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli, MakeCommand } from '../context/cli.ts';
import { type CommandName, summaryOf } from '../context/command-names.ts';
import type { Planned } from '../context/planned.ts';
import { defineLock, lockTimeoutOf } from '../flags/lock-options.ts';
import { defineLocked, readLocked } from '../flags/locked-option.ts';
import { typedFlags } from '../flags/typed-flags.ts';

/** Gets the command that was asked for, with its flags, and what makes its plan. */
export type TakePlan = (command: Command, plan: () => Promise<Planned>) => Promise<void>;

/** A command that changes something. Its plan is made in one place, whoever asks for it. */
export interface PlannedCommand {
  readonly name: CommandName;
  /** The command itself: it runs its plan, or shows it under `--dry-run`. */
  readonly command: MakeCommand;
  /** The same name, flags and arguments, for `plan` to show the plan of, and for `apply` to compare. */
  readonly planning: (cli: Cli, take: TakePlan) => Command;
}

/** `Given` is what commander hands to an action: the arguments, then the flags. */
interface Definition<Given extends readonly unknown[], Made extends Planned> {
  readonly name: CommandName;
  /** Flags and arguments. */
  readonly define: (command: Command) => Command;
  /** Flags of the command itself that have no meaning for its plan. Default: none. */
  readonly defineMore?: (command: Command) => Command;
  /** It needs the project for itself: its command has the flags about that. Default: false. */
  readonly locks?: boolean;
  /** It runs or pulls images: it has the flag that takes those of the lock file. Default: false. */
  readonly runsImages?: boolean;
  readonly plan: (cli: Cli, ...given: Given) => Promise<Made>;
  /** What else the command does with its plan, `--dry-run` included. Default: it applies it. @returns the exit code */
  readonly run?: (cli: Cli, planned: Made, ...given: Given) => Promise<number>;
}

/** Loading has told, and asked, where the user has to agree; the plan of all others is shown with it. */
async function tellOfRemotes(cli: Cli, { project }: Planned): Promise<void> {
  if (project.remotes) (await import('../remote/agree-to-remote.ts')).tellOnceOfRemote(cli, project);
}

/** Whatever changes something removes what has been in the trash for its time. Most projects have none, and load nothing for it. */
async function withoutExpired<Made extends Planned>(planned: Made): Promise<Made> {
  const { plan, project, observed } = planned;
  const isLeft = ({ labels }: ObservedVolume): boolean =>
    labels[LABEL.trashProject] === project.name ||
    (labels[LABEL.project] === project.name &&
      (labels[LABEL.restored] !== undefined || labels[LABEL.copying] !== undefined));
  if (!observed.volumes.some(isLeft)) return planned;
  const { removeExpired } = await import('../../planner/commands/plan-trash.ts');
  return { ...planned, plan: removeExpired(plan, observed, Date.now()) };
}

export function plannedCommand<Given extends readonly unknown[], Made extends Planned>({
  name,
  define,
  defineMore = (command) => command,
  locks = false,
  runsImages = false,
  plan,
  run,
}: Definition<Given, Made>): PlannedCommand {
  const defineAll = (command: Command): Command =>
    runsImages ? defineLocked(define(command)) : define(command);
  const planFor = (cli: Cli, given: Given, typed: readonly string[]): Promise<Made> =>
    replannable(cli, async (asking) => ({
      ...(await (locks ? plan(asking, ...given).then(withoutExpired) : plan(asking, ...given))),
      typed,
    }));
  return {
    name,
    command: (cli) => {
      const command = defineMore(defineAll(new Command(name)));
      const flags = typedFlags(command);
      if (locks) defineLock(command);
      return command.action(async (...given: Given) => {
        const lockTimeoutMs = lockTimeoutOf(command);
        if (locks && lockTimeoutMs !== undefined) cli.globals.lockTimeoutMs = lockTimeoutMs;
        if (runsImages) readLocked(cli, command);
        const planned = await planFor(cli, given, [name, ...flags, ...command.args]);
        if (runsImages) await tellOfRemotes(cli, planned);
        cli.exitWith(
          await (run ? run(cli, planned, ...given) : apply(cli, planned, { leavesRunning: true })),
        );
      });
    },
    planning: (cli, take) => {
      const command = defineAll(new Command(name)).summary(summaryOf(name));
      const flags = typedFlags(command);
      return command.action((...given: Given) => {
        if (runsImages) readLocked(cli, command);
        return take(command, async () => {
          const planned = await planFor(cli, given, [name, ...flags, ...command.args]);
          if (runsImages) await tellOfRemotes(cli, planned);
          return planned;
        });
      });
    },
  };
}
