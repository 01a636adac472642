import { blank, commandHint, gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { CHANGING, COMMANDS, type CommandName } from './command-names.ts';

/** The files say that a swarm runs the project, and nobody said otherwise: the command begins again, there. */
export class WrittenOnSwarm extends UserError {
  constructor() {
    super('bad-usage', 'the files say that the project runs on a swarm (x-gantry: {on: swarm})', {
      hint: '`--on engine` takes it to the engine itself',
    });
  }
}

/** Those that work on a swarm. Whatever only reads files, or handles the images of this engine, is the same there. */
const ON_SWARM: ReadonlySet<string> = new Set<CommandName>([
  'up',
  'down',
  'plan',
  'ps',
  'nodes',
  'drain',
  'logs',
  'restart',
  'scale',
  'exec',
  'run',
  'attach',
  'cp',
  'export',
  'stats',
  'top',
  'build',
  'pull',
  'push',
  'publish',
  'registry',
]);

const ON_A_NODE: Hint =
  'each node of a swarm has volumes of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`';

/** What does the same there. */
const INSTEAD: Readonly<Partial<Record<CommandName, Hint>>> = {
  stop: gantry('scale', blank('SERVICE=0')),
  trash: ON_A_NODE,
  clone: ON_A_NODE,
  restore: ON_A_NODE,
  backup: ON_A_NODE,
  events: commandHint('docker', 'events', '--filter', 'scope=swarm'),
};

/** Error: UserError `bad-usage` for a command that would look for containers of this engine alone. @param called of `plan`: whose plan */
export function refuseOnSwarm(name: CommandName, called: string): void {
  const asked = name === 'plan' ? called : name;
  const known = COMMANDS.find((command) => command.name === asked);
  if (!known || ON_SWARM.has(asked) || !touchesContainers(known.group)) return;
  throw new UserError('bad-usage', `\`${asked}\` works on the containers of one engine, and not on a swarm`, {
    hint:
      INSTEAD[known.name] ??
      'on a swarm there are up, down, plan, ps, logs, restart, scale, exec, attach, cp, export, stats and top',
  });
}

const touchesContainers = (group: string): boolean =>
  CHANGING.includes(group) || group === COMMANDS.find(({ name }) => name === 'ps')?.group;
