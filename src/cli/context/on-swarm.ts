import { blank, commandHint, gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { COMMANDS, type CommandName } from './command-names.ts';

/** The files say that a swarm runs the project, and nobody said otherwise: the command begins again, there. */
export class WrittenOnSwarm extends UserError {
  constructor() {
    super('bad-usage', 'the files say that the project runs on a swarm (x-gantry: {on: swarm})', {
      hint: '`--on engine` takes it to the engine itself',
    });
  }
}

/** `same`: it only reads files, or concerns this engine and what registries have, whatever runs the project. A hint: what to do instead. */
type OnSwarm = 'works' | 'same' | Hint;

const onEngine = (...words: readonly string[]): Hint => [
  'it works on one engine: ',
  commandHint('gantry', '--on', 'engine', ...words),
];

const ofEachNode = (things: string): Hint =>
  `each node of a swarm has ${things} of its own: name the engine of the node (DOCKER_HOST, or --context), with \`--on engine\``;

/** Every command has its place here, so that nobody finds out by trying. */
const ON_SWARM: Readonly<Record<CommandName, OnSwarm>> = {
  up: 'works',
  down: 'works',
  restart: 'works',
  rollback: 'works',
  scale: 'works',
  drain: 'works',
  move: 'works',
  start: 'works',
  stop: 'works',
  create: ['a swarm runs what it is given: ', gantry('up')],
  pause: [
    'a swarm cannot freeze tasks. What ends them, and brings as many back: ',
    gantry('stop', blank('SERVICE')),
    ', ',
    gantry('start', blank('SERVICE')),
  ],
  unpause: ['a swarm cannot freeze tasks, so none is frozen: ', gantry('ps')],
  kill: [
    'a signal to the main process of a task: ',
    gantry('exec', blank('SERVICE'), 'kill', '-s', blank('SIGNAL'), '1'),
    '; others in place of all of its tasks: ',
    gantry('restart', blank('SERVICE')),
  ],
  rm: [
    'a swarm removes tasks that have ended by itself. What the files do not have any more: ',
    gantry('up', '--remove-orphans'),
  ],
  undo: [
    'a swarm keeps what each service was before its last change, and this takes all of them back to it: ',
    gantry('rollback'),
  ],
  dev: onEngine('dev'),
  watch: onEngine('watch'),
  gc: onEngine('gc'),
  test: onEngine('test'),
  apply: 'works',

  run: 'works',
  exec: 'works',
  attach: 'works',
  cp: 'works',
  export: 'works',
  commit: 'the image would be on one node alone: build one with a name that all nodes can pull',

  build: 'same',
  registry: 'works',
  pull: 'same',
  push: 'same',
  publish: 'same',
  lock: 'same',
  prune: ofEachNode('images'),
  bundle: 'same',
  unbundle: 'same',
  'ingress-image': 'same',
  ci: onEngine('ci'),

  plan: 'works',
  ps: 'works',
  nodes: 'works',
  logs: 'works',
  top: 'works',
  stats: 'works',
  port: 'works',
  url: 'works',
  open: 'works',
  drift: 'works',
  history: [
    'there is no history of projects on a swarm: a swarm keeps what each service was before, and this shows it: ',
    gantry('rollback', '--dry-run', blank('SERVICE')),
  ],
  ui: onEngine('ui'),
  tui: onEngine('tui'),
  why: 'works',
  ls: 'works',
  events: 'works',
  images: 'works',
  volumes: ofEachNode('volumes'),
  trash: ofEachNode('volumes'),
  clone: ofEachNode('volumes'),
  backup: ofEachNode('volumes'),
  restore: ofEachNode('volumes'),
  wait: 'works',
  outdated: 'same',
  affected: 'same',

  graph: 'works',
  viz: 'same',
  alpha: 'same',
  config: 'same',
  convert: 'same',
  check: 'same',
  explain: 'same',
  schema: 'same',
  version: 'same',
  doctor: 'same',
  upgrade: 'same',
  completion: 'same',
  __complete: 'same',
  __completeNoDesc: 'same',
};

/**
 * Error: UserError `bad-usage` for a command that would look for containers of this engine alone, with what to do instead.
 *
 * @param called of `plan`: whose plan
 */
export function refuseOnSwarm(name: CommandName, called: string): void {
  const known = COMMANDS.find((command) => command.name === (name === 'plan' ? called : name));
  const state = known ? ON_SWARM[known.name] : 'works';
  if (!known || state === 'works' || state === 'same') return;
  throw new UserError(
    'bad-usage',
    `\`${known.name}\` works on the containers of one engine, and not on a swarm`,
    {
      hint: state,
    },
  );
}
