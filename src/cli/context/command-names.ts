/** A command in one line of help. This file imports nothing, so that hints, completion and saved plans can know every name. */
export interface CommandSummary {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** For programs, not for people. */
  readonly hidden?: boolean;
}

const RUN = 'Run the application:';
const INSIDE = 'Work in its containers:';
const DATA = 'Keep its data:';
const IMAGES = 'Make and move images:';
const LOOK = 'Look at it:';
const FILES = 'Work with the files:';
const TOOL = 'About gantry:';

/** The groups of those that change something. */
export const CHANGING: readonly string[] = [RUN, INSIDE, DATA, IMAGES];

/** Commands whose words behind the service are those of another program. */
export const RUNS_A_PROGRAM: readonly string[] = ['exec', 'run'];

const LISTED = [
  { name: 'up', group: RUN, summary: 'Create and start containers' },
  { name: 'down', group: RUN, summary: 'Stop and remove containers and networks' },
  { name: 'start', group: RUN, summary: 'Start existing containers' },
  { name: 'stop', group: RUN, summary: 'Stop containers' },
  { name: 'restart', group: RUN, summary: 'Restart containers' },
  { name: 'dev', group: RUN, summary: 'Start, follow the logs, and copy saved files into the containers' },
  { name: 'watch', group: RUN, summary: 'Copy saved files into the containers' },
  { name: 'create', group: RUN, summary: 'Create containers without starting them' },
  { name: 'pause', group: RUN, summary: 'Freeze the processes of containers' },
  { name: 'unpause', group: RUN, summary: 'Unpause containers' },
  { name: 'kill', group: RUN, summary: 'Send a signal to containers' },
  { name: 'rm', group: RUN, summary: 'Remove stopped containers' },
  { name: 'rollback', group: RUN, summary: 'Go back to an earlier release' },
  { name: 'undo', group: RUN, summary: 'Take back the last change' },
  { name: 'gc', group: RUN, summary: 'Remove instances that have ended' },
  { name: 'scale', group: RUN, summary: 'Set the number of replicas' },
  { name: 'move', group: RUN, summary: 'Move the project between one engine and a swarm' },
  { name: 'drain', group: RUN, summary: 'Move the tasks of a swarm away from a node' },
  { name: 'test', group: RUN, summary: 'Run the tests of the project in an instance of its own' },
  { name: 'run', group: INSIDE, summary: 'Run a command in a new container of a service' },
  { name: 'exec', group: INSIDE, summary: 'Run a command in a container that runs' },
  { name: 'attach', group: INSIDE, summary: 'Connect the terminal to a container that runs' },
  { name: 'trash', group: DATA, summary: 'List, take back or remove volumes that were thrown away' },
  { name: 'backup', group: DATA, summary: 'Write the volumes of the project into one file' },
  { name: 'restore', group: DATA, summary: 'Give volumes the content that they have in a backup' },
  { name: 'clone', group: DATA, summary: 'Make a volume with the content of another one' },
  { name: 'build', group: IMAGES, summary: 'Build images' },
  { name: 'pull', group: IMAGES, summary: 'Pull images' },
  { name: 'push', group: IMAGES, summary: 'Push images' },
  { name: 'registry', group: IMAGES, summary: 'Run a registry on a swarm for what is built' },
  { name: 'lock', group: IMAGES, summary: 'Write down which images the project runs, by their content' },
  { name: 'prune', group: IMAGES, summary: 'Remove images of the project that nothing uses any more' },
  { name: 'bundle', group: IMAGES, summary: 'Write the project and its images into one archive' },
  { name: 'unbundle', group: IMAGES, summary: 'Take the project and its images out of such an archive' },
  {
    name: 'ingress-image',
    group: IMAGES,
    summary: 'Make an image for ingresses of Debian packages, without a registry',
  },
  { name: 'ci', group: IMAGES, summary: 'Build, scan, test, push and lock in a pipeline, with one report' },
  { name: 'publish', group: IMAGES, summary: 'Publish the files in a registry' },
  { name: 'plan', group: LOOK, summary: 'Show what a command would do, and why' },
  { name: 'apply', group: RUN, summary: 'Run a saved plan, if nothing has changed since' },
  { name: 'history', group: LOOK, summary: 'List what gantry changed, who did it, and how it ended' },
  { name: 'drift', group: LOOK, summary: 'Show what differs from the files' },
  { name: 'why', group: LOOK, summary: 'Say what is wrong with the containers, and what to do' },
  {
    name: 'outdated',
    group: LOOK,
    summary: 'Compare images with their registries: newer tags, rebuilt images',
  },
  { name: 'affected', group: LOOK, summary: 'List the services that a change in git affects, and why' },
  { name: 'ps', group: LOOK, summary: 'List containers' },
  { name: 'nodes', group: LOOK, summary: 'List the nodes of a swarm, and what runs where' },
  { name: 'ls', group: LOOK, summary: 'List the projects that run' },
  { name: 'logs', group: LOOK, summary: 'Show the logs of containers' },
  { name: 'top', group: LOOK, summary: 'Show the processes of containers' },
  { name: 'stats', group: LOOK, summary: 'Show what containers use' },
  { name: 'events', group: LOOK, summary: 'Show what happens to containers' },
  { name: 'port', group: LOOK, summary: 'Show where ports are published' },
  { name: 'url', group: LOOK, summary: 'Show the addresses of published ports' },
  { name: 'ui', group: LOOK, summary: 'Serve a page of the project, or of all: state, plan and logs, live' },
  {
    name: 'tui',
    group: LOOK,
    summary: 'Show the project on the whole terminal: its state, plan and logs, live',
  },
  { name: 'open', group: LOOK, summary: 'Open a service in the browser' },
  { name: 'images', group: LOOK, summary: 'List the images of containers' },
  { name: 'volumes', group: LOOK, summary: 'List the volumes of the project' },
  { name: 'wait', group: LOOK, summary: 'Wait until containers have ended' },
  { name: 'cp', group: INSIDE, summary: 'Copy files into containers and out of them' },
  { name: 'export', group: INSIDE, summary: 'Write the files of a container as a tar archive' },
  { name: 'commit', group: INSIDE, summary: 'Make an image of a container' },
  { name: 'graph', group: FILES, summary: 'Draw the project: services, what they use, what would change' },
  { name: 'viz', group: FILES, summary: 'Print the services for Graphviz' },
  { name: 'alpha', group: FILES, summary: 'What docker compose calls experimental', hidden: true },
  { name: 'config', group: FILES, summary: 'Check the files and print the project they describe' },
  { name: 'convert', group: FILES, summary: 'An older name of config', hidden: true },
  { name: 'check', group: FILES, summary: 'Check the files and list their problems' },
  { name: 'explain', group: FILES, summary: 'Show where a value comes from' },
  { name: 'schema', group: FILES, summary: 'Print the JSON schema of the file format, for editors' },
  { name: 'version', group: TOOL, summary: 'Show the version' },
  {
    name: 'doctor',
    group: TOOL,
    summary: 'Look for what is wrong with the engine, this machine and the files',
  },
  {
    name: 'upgrade',
    group: TOOL,
    summary: 'Show how gantry was installed, and what to type for a newer one',
  },
  { name: 'completion', group: TOOL, summary: 'Print the completion script of a shell' },
  { name: '__complete', group: TOOL, summary: '', hidden: true },
  { name: '__completeNoDesc', group: TOOL, summary: '', hidden: true },
] as const satisfies readonly CommandSummary[];

export type CommandName = (typeof LISTED)[number]['name'];

export interface NamedCommand extends CommandSummary {
  readonly name: CommandName;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly NamedCommand[] = LISTED;

/** Empty: there is no such command. */
export const summaryOf = (name: string): string =>
  COMMANDS.find((command) => command.name === name)?.summary ?? '';
