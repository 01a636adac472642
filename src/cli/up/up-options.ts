import { type Command, Option } from 'commander';
import type { OperationKind } from '../../model/operation.ts';
import { collect } from '../context/globals.ts';
import { lifetimeMs, scaleOf, seconds } from '../flags/option-values.ts';
import { defineSettle } from '../flags/settle-option.ts';

export interface UpOptions {
  readonly detach?: boolean;
  readonly build?: boolean;
  readonly noBuild?: boolean;
  readonly pull?: string;
  readonly quietPull?: boolean;
  readonly quietBuild?: boolean;
  readonly attach?: readonly string[];
  readonly noAttach?: readonly string[];
  readonly attachDependencies?: boolean;
  readonly abortOnContainerExit?: boolean;
  readonly abortOnContainerFailure?: boolean;
  readonly exitCodeFrom?: string;
  readonly destroyData?: readonly string[];
  readonly startFirst?: readonly string[];
  readonly noGap?: boolean;
  readonly verify?: boolean;
  readonly removeOrphans?: boolean;
  readonly scale?: ReadonlyMap<string, number>;
  readonly forceRecreate?: boolean;
  /** False: `--no-recreate`. */
  readonly recreate: boolean;
  readonly alwaysRecreateDeps?: boolean;
  readonly renewAnonVolumes?: boolean;
  readonly start: boolean;
  readonly deps: boolean;
  readonly timeout?: number;
  readonly wait?: boolean;
  readonly waitTimeout?: number;
  /** Milliseconds. */
  readonly settle?: number;
  /** Absent: as the files say. */
  readonly atomic?: boolean;
  /** Whether it counts what the files say of a change that fails. Set by commands. */
  readonly obeysOnFailure?: boolean;
  readonly color: boolean;
  readonly logPrefix: boolean;
  readonly timestamps?: boolean;
  readonly raw?: boolean;
  readonly yes?: boolean;
  /** Absent: `COMPOSE_MENU`, else where there is a terminal. */
  readonly menu?: boolean;
  readonly watch?: boolean;
  /** How long an instance lives from now on, in milliseconds. Absent: as it was said before. */
  readonly ttl?: number;
  /** The instance whose volumes the new ones start as copies of; `.` is the project itself. */
  readonly from?: string;
  readonly stopSource?: boolean;
  /** Whether an instance whose time is limited gets it anew. Set by commands. */
  readonly renews?: boolean;
}

export const PULL_POLICIES = ['always', 'missing', 'if_not_present', 'never', 'build'];
/** Attached `up` watches containers; a detached one is gone before any of them ends. */
const DETACHED = ['detach', 'wait'];

/** The flags of `up`, also those of `plan up`. */
export function defineUp(command: Command): Command {
  command
    .description('Create and start containers; without -d, show what they write until they end')
    .argument('[services...]', 'only these and what they depend on');
  defineChanges(command);
  defineAttachment(command);
  return defineYes(command);
}

/** And as docker compose spelled it by mistake. */
export const defineYes = (command: Command): Command =>
  command
    .option('-y, --yes', 'answer every question with yes')
    .addOption(new Option('--y', 'a former spelling of --yes').implies({ yes: true }).hideHelp());

/** Neither: what is missing is built. */
export function defineBuilding(command: Command): Command {
  const never = new Option('--no-build', 'never build an image');
  never.negate = false; // with --build it is an error, not the last word
  return command
    .addOption(new Option('--build', 'build images before starting').conflicts('noBuild'))
    .addOption(never);
}

function defineChanges(command: Command): Command {
  const noGap = new Option(
    '--no-gap',
    'hold connections while published ports change hands, by a helper on the network of the host',
  );
  noGap.negate = false; // there is no --gap
  defineBuilding(command.option('-d, --detach', 'return when everything is started'))
    .addOption(new Option('--pull <policy>', 'pull policy for every service').choices(PULL_POLICIES))
    .option('--quiet-build', 'build without showing its output')
    .option('--quiet-pull', 'pull without showing layers')
    .option('--remove-orphans', 'remove containers of services that the files no longer have')
    .option('--scale <service=n>', 'number of replicas; repeatable', scaleOf)
    .addOption(
      new Option('--force-recreate', 'replace containers even if nothing changed').conflicts('recreate'),
    )
    .option('--no-recreate', 'leave existing containers alone even if they changed')
    .addOption(
      new Option(
        '--always-recreate-deps',
        'replace what the services depend on, even if nothing changed',
      ).conflicts('recreate'),
    )
    .addOption(
      new Option('-V, --renew-anon-volumes', 'start with new anonymous volumes').conflicts('recreate'),
    )
    .addOption(
      new Option(
        '--destroy-data <volume>',
        'recreate a changed volume, which destroys its data; repeatable',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--start-first <service>',
        'let two containers of it run while it is updated, even where its image keeps data in a volume; repeatable',
      ).argParser(collect),
    )
    .addOption(noGap)
    .option('--verify', 'compare every container with the files, also one that looks unchanged')
    .option('--no-start', 'create, but do not start')
    .option('--no-deps', 'leave alone what the services depend on')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
    .addOption(
      new Option(
        '--atomic',
        'all or nothing: take all of the change back when some of it does not become ready',
      ).conflicts('start'),
    )
    .option('--no-atomic', 'leave what has changed when something fails, whatever the files say')
    .option('--wait', 'return when everything is running or healthy')
    .option('--wait-timeout <seconds>', 'give up waiting after this long', seconds)
    .option(
      '--ttl <duration>',
      'how long an instance lives before gc removes it; each up gives it that long again',
      lifetimeMs,
    )
    .option(
      '--from <instance>',
      'let new volumes start as copies of those of another instance; "." is the project itself',
    )
    .option('--stop-source', 'with --from: stop who writes into them for that time, and start it again');
  return defineSettle(command);
}

function defineAttachment(command: Command): Command {
  const noAttach = new Option('--no-attach <service>', 'do not show the output of this service; repeatable');
  // It takes a name; it is not the opposite of --attach.
  noAttach.negate = false;
  return command
    .addOption(
      new Option('--attach <service>', 'show the output of this service and of no other; repeatable')
        .argParser(collect)
        .conflicts([...DETACHED, 'attachDependencies']),
    )
    .addOption(noAttach.argParser(collect))
    .addOption(new Option('--attach-dependencies', 'show the output of dependencies too').conflicts(DETACHED))
    .addOption(
      new Option('--abort-on-container-exit', 'stop everything when a container ends').conflicts([
        ...DETACHED,
        'abortOnContainerFailure',
      ]),
    )
    .addOption(
      new Option('--abort-on-container-failure', 'stop everything when a container fails').conflicts(
        DETACHED,
      ),
    )
    .addOption(
      new Option(
        '--exit-code-from <service>',
        'end with the exit code of this service; stops everything when a container ends',
      ).conflicts(DETACHED),
    )
    .addOption(new Option('-w, --watch', 'copy saved files into the containers').conflicts(DETACHED))
    .option('--menu', 'on a terminal, keys to detach and to watch (or COMPOSE_MENU)')
    .addOption(new Option('--no-menu', 'no keys').hideHelp())
    .option('--no-color', 'logs without colours')
    .option('--no-log-prefix', 'logs without the name of the container')
    .option('--timestamps', 'logs with the time of each line')
    .option('--raw', 'let a terminal obey all that containers write, not only colours');
}

/** Operations that show only their beginning and end. */
export function mutedOperations({
  quietBuild,
  quietPull,
}: Pick<UpOptions, 'quietBuild' | 'quietPull'>): readonly OperationKind[] {
  return [...(quietBuild ? (['build-image'] as const) : []), ...(quietPull ? (['pull-image'] as const) : [])];
}
