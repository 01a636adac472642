import { type Command, Option } from 'commander';

/** The flags that stand before the command. */
export interface Globals {
  readonly file: readonly string[];
  readonly projectName?: string;
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
  /** Warnings about the files become errors. */
  readonly strict?: boolean;
  /** Secrets are shown in messages. Also set when it stands behind a command that has it. */
  reveal?: boolean;
}

export const NO_GLOBALS: Globals = { file: [], profile: [], envFile: [] };

const PROGRESS_MODES = ['auto', 'tty', 'plain', 'json', 'quiet', 'none'] as const;
type ProgressMode = (typeof PROGRESS_MODES)[number];
const ANSI_MODES = ['auto', 'always', 'never'] as const;
type AnsiMode = (typeof ANSI_MODES)[number];

/** For an option that may be repeated. */
export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  value,
];

export function defineGlobals(program: Command): Command {
  return program
    .option('-f, --file <path>', 'Compose file; repeat to merge several, `-` reads standard input', collect)
    .option('-p, --project-name <name>', 'name of the project')
    .option('--profile <name>', 'switch on a profile; repeatable, `*` switches on all', collect)
    .option('--env-file <path>', 'variables for the files, instead of `.env`; repeatable', collect)
    .option('--project-directory <path>', 'folder that relative paths start from')
    .addOption(dryRunOption())
    .addOption(
      new Option('--progress <mode>', 'how progress is shown')
        .choices(PROGRESS_MODES)
        .env('COMPOSE_PROGRESS'),
    )
    .addOption(
      new Option('--ansi <when>', 'colours and cursor movement').choices(ANSI_MODES).env('COMPOSE_ANSI'),
    )
    .addOption(
      new Option('--parallel <calls>', 'engine calls at a time')
        .env('COMPOSE_PARALLEL_LIMIT')
        .argParser(Number),
    )
    .option('--all-resources', 'keep networks, volumes, secrets and configs that no service uses')
    .option('--strict', 'treat warnings about the files as errors')
    .option('--reveal', 'show passwords and other secrets in messages');
}

/** The only one that may also stand behind the command. */
export function dryRunOption(): Option {
  return new Option('--dry-run', 'show the plan and change nothing');
}
