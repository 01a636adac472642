import type { Command } from 'commander';
import type { Cli } from './cli.ts';

export interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** For programs, not for people. */
  readonly hidden?: boolean;
  /** Loads the command only when it is called: start-up pays for nothing else. */
  readonly load: () => Promise<(cli: Cli) => Command>;
}

const RUN = 'Run the application:';
const INSIDE = 'Work in its containers:';
const IMAGES = 'Make and move images:';
const LOOK = 'Look at it:';
const FILES = 'Work with the files:';
const TOOL = 'About gantry:';

/** The groups of those that change something. */
export const CHANGING: readonly string[] = [RUN, INSIDE, IMAGES];

/** Commands whose words behind the service are those of another program. */
export const RUNS_A_PROGRAM: readonly string[] = ['exec', 'run'];

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
    name: 'dev',
    group: RUN,
    summary: 'Start, follow the logs, and bring what is saved into the containers',
    load: async () => (await import('./commands/dev.ts')).devCommand,
  },
  {
    name: 'watch',
    group: RUN,
    summary: 'Bring what is saved into the containers',
    load: async () => (await import('./commands/watch.ts')).watchCommand,
  },
  {
    name: 'create',
    group: RUN,
    summary: 'Create containers without starting them',
    load: async () => (await import('./commands/create.ts')).createCommand,
  },
  {
    name: 'pause',
    group: RUN,
    summary: 'Freeze the processes of containers',
    load: async () => (await import('./commands/pause.ts')).pauseCommand,
  },
  {
    name: 'unpause',
    group: RUN,
    summary: 'Let paused containers go on',
    load: async () => (await import('./commands/unpause.ts')).unpauseCommand,
  },
  {
    name: 'kill',
    group: RUN,
    summary: 'Send a signal to containers',
    load: async () => (await import('./commands/kill.ts')).killCommand,
  },
  {
    name: 'rm',
    group: RUN,
    summary: 'Remove stopped containers',
    load: async () => (await import('./commands/rm.ts')).rmCommand,
  },
  {
    name: 'scale',
    group: RUN,
    summary: 'Set the number of replicas',
    load: async () => (await import('./commands/scale.ts')).scaleCommand,
  },
  {
    name: 'run',
    group: INSIDE,
    summary: 'Run a command in a new container of a service',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'exec',
    group: INSIDE,
    summary: 'Run a command in a container that runs',
    load: async () => (await import('./commands/exec.ts')).execCommand,
  },
  {
    name: 'attach',
    group: INSIDE,
    summary: 'Connect the terminal to a container that runs',
    load: async () => (await import('./commands/attach.ts')).attachCommand,
  },
  {
    name: 'build',
    group: IMAGES,
    summary: 'Build images',
    load: async () => (await import('./commands/build.ts')).buildCommand,
  },
  {
    name: 'pull',
    group: IMAGES,
    summary: 'Pull images',
    load: async () => (await import('./commands/pull.ts')).pullCommand,
  },
  {
    name: 'push',
    group: IMAGES,
    summary: 'Push images',
    load: async () => (await import('./commands/push.ts')).pushCommand,
  },
  {
    name: 'publish',
    group: IMAGES,
    summary: 'Publish the files in a registry',
    load: async () => (await import('./commands/publish.ts')).publishCommand,
  },
  {
    name: 'plan',
    group: LOOK,
    summary: 'Show what a command would do, and why',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  {
    name: 'apply',
    group: RUN,
    summary: 'Run a saved plan, if nothing has changed since',
    load: async () => (await import('./commands/apply.ts')).applyCommand,
  },
  {
    name: 'drift',
    group: LOOK,
    summary: 'Show what differs from the files',
    load: async () => (await import('./commands/drift.ts')).driftCommand,
  },
  {
    name: 'ps',
    group: LOOK,
    summary: 'List containers',
    load: async () => (await import('./commands/ps.ts')).psCommand,
  },
  {
    name: 'ls',
    group: LOOK,
    summary: 'List the projects that run',
    load: async () => (await import('./commands/ls.ts')).lsCommand,
  },
  {
    name: 'logs',
    group: LOOK,
    summary: 'Show what containers wrote',
    load: async () => (await import('./commands/logs.ts')).logsCommand,
  },
  {
    name: 'top',
    group: LOOK,
    summary: 'Show the processes of containers',
    load: async () => (await import('./commands/top.ts')).topCommand,
  },
  {
    name: 'stats',
    group: LOOK,
    summary: 'Show what containers use',
    load: async () => (await import('./commands/stats.ts')).statsCommand,
  },
  {
    name: 'events',
    group: LOOK,
    summary: 'Show what happens to containers',
    load: async () => (await import('./commands/events.ts')).eventsCommand,
  },
  {
    name: 'port',
    group: LOOK,
    summary: 'Show where ports are published',
    load: async () => (await import('./commands/port.ts')).portCommand,
  },
  {
    name: 'url',
    group: LOOK,
    summary: 'Show the addresses of published ports',
    load: async () => (await import('./commands/url.ts')).urlCommand,
  },
  {
    name: 'open',
    group: LOOK,
    summary: 'Open a service in the browser',
    load: async () => (await import('./commands/open.ts')).openCommand,
  },
  {
    name: 'images',
    group: LOOK,
    summary: 'List the images of containers',
    load: async () => (await import('./commands/images.ts')).imagesCommand,
  },
  {
    name: 'volumes',
    group: LOOK,
    summary: 'List the volumes of the project',
    load: async () => (await import('./commands/volumes.ts')).volumesCommand,
  },
  {
    name: 'wait',
    group: LOOK,
    summary: 'Wait until containers have ended',
    load: async () => (await import('./commands/wait.ts')).waitCommand,
  },
  {
    name: 'cp',
    group: INSIDE,
    summary: 'Copy files into containers and out of them',
    load: async () => (await import('./commands/cp.ts')).cpCommand,
  },
  {
    name: 'export',
    group: INSIDE,
    summary: 'Write the files of a container as a tar archive',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'commit',
    group: INSIDE,
    summary: 'Make an image of a container',
    load: async () => (await import('./commands/commit.ts')).commitCommand,
  },
  {
    name: 'graph',
    group: FILES,
    summary: 'Draw the project: services, what they use, what would change',
    load: async () => (await import('./commands/graph.ts')).graphCommand,
  },
  {
    name: 'viz',
    group: FILES,
    summary: 'Print the services for Graphviz',
    load: async () => (await import('./commands/viz.ts')).vizCommand,
  },
  {
    name: 'alpha',
    group: FILES,
    hidden: true,
    summary: 'What docker compose calls experimental',
    load: async () => (await import('./commands/alpha.ts')).alphaCommand,
  },
  {
    name: 'config',
    group: FILES,
    summary: 'Check the files and print the project they describe',
    load: async () => (await import('./commands/config.ts')).configCommand,
  },
  {
    name: 'convert',
    group: FILES,
    hidden: true,
    summary: 'An older name of config',
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
    group: TOOL,
    summary: 'Show the version',
    load: async () => (await import('./commands/version.ts')).versionCommand,
  },
  {
    name: 'doctor',
    group: TOOL,
    summary: 'Look for what is wrong with the engine, this machine and the files',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'completion',
    group: TOOL,
    summary: 'Print what makes a shell complete commands and names',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
  {
    name: '__complete',
    group: TOOL,
    summary: '',
    hidden: true,
    load: async () => (await import('./commands/complete.ts')).completeCommand,
  },
  {
    name: '__completeNoDesc',
    group: TOOL,
    summary: '',
    hidden: true,
    load: async () => (await import('./commands/complete.ts')).completeNoDescCommand,
  },
];

/** Takes every word in place of the command, which is loaded when it is called. */
export function addStandIn(program: Command, { name, summary, group, hidden }: Entry): Command {
  const standIn = program
    .command(name, { hidden: hidden === true })
    .summary(summary)
    .helpGroup(group)
    .helpOption(false)
    .argument('[words...]');
  // Commander would take out a `--` that stands in front.
  standIn.parseOptions = (words) => ({ operands: [...words], unknown: [] });
  return standIn;
}
