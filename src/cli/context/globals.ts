import { type Command, InvalidArgumentError, Option } from 'commander';
import type { InstanceOwner } from '../../model/instance.ts';

/** The flags that stand before the command. */
export interface Globals {
  readonly file: readonly string[];
  readonly projectName?: string;
  /** The copy of the project that is meant; `.`: none. Also set when it stands behind the command. */
  instance?: string;
  /** `KEY=own`, `KEY=NAME`: what an instance has instead of external networks and volumes. */
  map?: readonly string[];
  /** What runs the project: the engine itself, or the swarm that it manages. Also set when it stands behind the command. */
  on?: 'engine' | 'swarm';
  /** Whose end is the end of the instance. Set by commands. */
  readonly instanceOwner?: InstanceOwner;
  readonly profile: readonly string[];
  readonly envFile: readonly string[];
  readonly projectDirectory?: string;
  /** Also set when it stands behind the command. */
  dryRun?: boolean;
  readonly progress?: ProgressMode;
  readonly ansi?: AnsiMode;
  /** At most this many engine calls at a time. */
  readonly parallel?: number;
  /** Networks, volumes and the like belong to the project also when no service uses them. */
  readonly allResources?: boolean;
  /** Names are made with `_`. */
  readonly compatibility?: boolean;
  /** The command that was called. Set by the program. */
  command?: string;
  /** `-y`: what remote files get is agreed to. Set by the program. */
  agreesToRemote?: boolean;
  /** How long another command may keep the project. Set by flags of the command. */
  lockTimeoutMs?: number;
  /** The images are those of the lock file. Set by flags of the command. */
  locked?: boolean;
  /** Remote files that the lock file has stay at its commits and digests. Set by commands. */
  readonly keepsRemotes?: boolean;
  /** Warnings about the files become errors. Also set when it stands behind the command. */
  strict?: boolean;
  /** Secrets are shown in messages. Also set when it stands behind a command that has it. */
  reveal?: boolean;
  /** The largest file that is read, in bytes. */
  readonly maxFileSize?: number;
  /** Registries that Compose files may come from without TLS. */
  readonly insecureRegistry?: readonly string[];
  /** Each request to the engine is shown. */
  readonly debug?: boolean;
  readonly logLevel?: LogLevel;
  readonly host?: string;
  readonly context?: string;
  /** The folder of docker's configuration. */
  readonly config?: string;
  readonly tls?: boolean;
  readonly tlsverify?: boolean;
  /** Paths of PEM files. */
  readonly tlscacert?: string;
  readonly tlscert?: string;
  readonly tlskey?: string;
}

export const NO_GLOBALS: Globals = { file: [], profile: [], envFile: [] };

export const PROGRESS_MODES = ['auto', 'tty', 'plain', 'json', 'quiet', 'none'] as const;
type ProgressMode = (typeof PROGRESS_MODES)[number];
export const ANSI_MODES = ['auto', 'always', 'never'] as const;
type AnsiMode = (typeof ANSI_MODES)[number];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** For an option that may be repeated. */
export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  value,
];

/** What the words before the command say, those under older names too. */
export function readGlobals(program: Command): Globals {
  const { ansi, workdir, verbose, ...flags } = program.opts<Partial<Globals> & Retired>();
  const projectDirectory = flags.projectDirectory ?? workdir;
  const debug = verbose || flags.debug || flags.logLevel === 'debug';
  return {
    ...NO_GLOBALS,
    ...flags,
    ...(projectDirectory !== undefined && { projectDirectory }),
    ...(ansi !== undefined && { ansi: ansi || 'never' }),
    ...(debug && { debug }),
  };
}

/** Flags that docker compose has renamed, under their old names. */
interface Retired {
  readonly workdir?: string;
  readonly verbose?: boolean;
  /** `--no-ansi`. */
  readonly ansi?: AnsiMode | false;
}

/** Negative ones say that there is no limit. */
function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

/** `512m`: a number with a unit, all in 1024s. */
export function sizeBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([bkmgtp])?(?:i?b)?$/i.exec(text);
  if (!match) throw new InvalidArgumentError('It takes a size, e.g. 512m.');
  const power = Math.max(0, 'bkmgtp'.indexOf((match[2] ?? 'b').toLowerCase()));
  return Math.trunc(Number(match[1]) * 1024 ** power);
}

export function defineGlobals(program: Command): Command {
  program
    .optionsGroup('Which project:')
    .option('-f, --file <path>', 'Compose file; repeat to merge several, `-` reads standard input', collect)
    .option('-p, --project-name <name>', 'name of the project')
    .addOption(instanceOption())
    .addOption(mapOption())
    .addOption(onOption())
    .option('--profile <name>', 'switch on a profile; repeatable, `*` switches on all', collect)
    .option('--env-file <path>', 'variables for the files, instead of `.env`; repeatable', collect)
    .option('--project-directory <path>', 'folder that relative paths start from')
    .addOption(
      new Option('--workdir <path>', 'an older name of --project-directory')
        .hideHelp()
        .conflicts('projectDirectory'),
    )
    .option('--all-resources', 'also the networks, volumes, secrets and configs that no service uses')
    .option(
      '--compatibility',
      'names with `_` instead of `-`, as docker-compose 1 (or COMPOSE_COMPATIBILITY)',
    )
    .optionsGroup('How it is done and shown:')
    .addOption(dryRunOption())
    .addOption(
      new Option(
        '--parallel <calls>',
        'the most engine calls at a time (or COMPOSE_PARALLEL_LIMIT)',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option('--progress <mode>', 'how progress is shown (or COMPOSE_PROGRESS)').choices(PROGRESS_MODES),
    )
    .addOption(
      new Option('--ansi <when>', 'colours and cursor movement (or COMPOSE_ANSI)').choices(ANSI_MODES),
    )
    .addOption(new Option('--no-ansi', 'an older way to say --ansi never').hideHelp())
    .addOption(strictOption())
    .option('--reveal', 'show passwords and other secrets in messages')
    .addOption(
      new Option('--max-file-size <size>', 'refuse larger files (default: 256m)').argParser(sizeBytes),
    )
    .addOption(
      new Option(
        '--insecure-registry <host>',
        'fetch `-f oci://…` from this registry without TLS; repeatable',
      )
        .argParser(collect)
        .hideHelp(),
    )
    .option('-D, --debug', 'show every request to the engine')
    .addOption(new Option('--verbose', 'an older name of --debug').hideHelp())
    .addOption(
      new Option('-l, --log-level <level>', '`error` and `fatal` leave out warnings about the files').choices(
        LOG_LEVELS,
      ),
    );
  return defineEngineFlags(program).optionsGroup(''); // of what follows
}

/** Those that docker itself has, with its names. */
function defineEngineFlags(program: Command): Command {
  return program
    .optionsGroup('Which engine:')
    .option('-H, --host <address>', 'unix://PATH, tcp://HOST:PORT or ssh://USER@HOST (or DOCKER_HOST)')
    .option('-c, --context <name>', 'a Docker context (or DOCKER_CONTEXT)')
    .option('--config <folder>', "folder of docker's configuration (or DOCKER_CONFIG)")
    .option('--tls', 'use TLS')
    .option('--tlsverify', 'use TLS and check the certificate of the engine (or DOCKER_TLS_VERIFY)')
    .option('--tlscacert <path>', 'certificates of the authority that has to have signed that of the engine')
    .option('--tlscert <path>', 'the certificate to show to the engine')
    .option('--tlskey <path>', 'the key of that certificate');
}

const instanceOption = (): Option =>
  new Option(
    '--instance <name>',
    'a copy of the project with names, volumes and ports of its own (or GANTRY_INSTANCE); `.`: none',
  );

const mapOption = (): Option =>
  new Option(
    '--map <key=name>',
    'an existing network or volume for an external one of the instance, or `own`; repeatable',
  ).argParser(collect);

const onOption = (): Option =>
  new Option('--on <what>', 'what runs the project: the engine itself, or the swarm that it manages').choices(
    ['engine', 'swarm'],
  );

/** Commands that are mostly asked with it list it. */
export const strictOption = (meaning = 'treat warnings about the files as errors'): Option =>
  new Option('--strict', meaning);

/** Lets a command take the flags that may also stand behind it, where they need not be listed again. */
export function addRepeated(command: Command): void {
  const has = ({ long }: Option): boolean => command.options.some((own) => own.long === long);
  for (const option of repeatedOptions()) if (!has(option)) command.addOption(option);
}

export const repeatedOptions = (): readonly Option[] => [
  instanceOption().hideHelp(),
  mapOption().hideHelp(),
  onOption().hideHelp(),
  strictOption().hideHelp(),
];

/** Of commands without a `--yes` of their own that need an agreement to remote files. */
export const yesToRemoteOption = (): Option =>
  new Option('-y, --yes', 'answer questions about remote files with yes').hideHelp();

/** Takes what stood behind a command. */
export function takeRepeated(globals: Globals, command: Command): void {
  const { dryRun, instance, map, on, strict } = command.opts<Partial<Globals>>();
  if (dryRun) globals.dryRun = true;
  if (strict) globals.strict = true;
  if (instance !== undefined) globals.instance = instance;
  if (on !== undefined) globals.on = on;
  if (map !== undefined) globals.map = [...(globals.map ?? []), ...map];
}

/** It may also stand behind the command. */
export function dryRunOption(): Option {
  return new Option('--dry-run', 'show the plan and change nothing');
}
