import type { Command } from 'commander';
import type { Cli } from './cli.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Loads the command only when it is called: start-up pays for nothing else. */
  readonly load: () => Promise<(cli: Cli) => Command>;
}

/** The group of those that change something. */
export const RUN = 'Run the application:';
const LOOK = 'Look at it:';
const FILES = 'Work with the files:';

/** Every command: one line here, one file in `commands/`. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'up',
    group: RUN,
    summary: 'Create and start containers',
    load: async () => (await import('./commands/up.ts')).upCommand,
  },
  {
    name: 'down',
    group: RUN,
    summary: 'Stop and remove containers and networks',
    load: async () => (await import('./commands/down.ts')).downCommand,
  },
  {
    name: 'start',
    group: RUN,
    summary: 'Start existing containers',
    load: async () => (await import('./commands/start.ts')).startCommand,
  },
  {
    name: 'stop',
    group: RUN,
    summary: 'Stop containers',
    load: async () => (await import('./commands/stop.ts')).stopCommand,
  },
  {
    name: 'restart',
    group: RUN,
    summary: 'Restart containers',
    load: async () => (await import('./commands/restart.ts')).restartCommand,
  },
  {
    name: 'plan',
    group: LOOK,
    summary: 'Show what a command would do, and why',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  {
    name: 'ps',
    group: LOOK,
    summary: 'List containers',
    load: async () => (await import('./commands/ps.ts')).psCommand,
  },
  {
    name: 'logs',
    group: LOOK,
    summary: 'Show what containers wrote',
    load: async () => (await import('./commands/logs.ts')).logsCommand,
  },
  {
    name: 'graph',
    group: FILES,
    summary: 'Draw the project: services, what they use, what would change',
    load: async () => (await import('./commands/graph.ts')).graphCommand,
  },
  {
    name: 'config',
    group: FILES,
    summary: 'Check the files and print the project they describe',
    load: async () => (await import('./commands/config.ts')).configCommand,
  },
  {
    name: 'check',
    group: FILES,
    summary: 'Check the files and list their problems',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  {
    name: 'explain',
    group: FILES,
    summary: 'Show where a value comes from',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'schema',
    group: FILES,
    summary: 'Print the JSON schema of the file format, for editors',
    load: async () => (await import('./commands/schema.ts')).schemaCommand,
  },
  {
    name: 'version',
    group: FILES,
    summary: 'Show the version',
    load: async () => (await import('./commands/version.ts')).versionCommand,
  },
];
