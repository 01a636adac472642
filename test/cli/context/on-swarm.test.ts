import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/context/command-names.ts';
import { refuseOnSwarm } from '../../../src/cli/context/on-swarm.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';

/** What to do instead; undefined: it works. */
function instead(name: (typeof COMMANDS)[number]['name'], called: string = name): string | undefined {
  try {
    refuseOnSwarm(name, called);
    return undefined;
  } catch (error) {
    return error instanceof UserError ? hintText(error.hint ?? '') : String(error);
  }
}

test('each command works on a swarm, or says what to do instead', () => {
  const refused = COMMANDS.flatMap(({ name }) => {
    const hint = instead(name);
    return hint === undefined ? [] : [`${name}: ${hint}`];
  });

  expect(refused).toEqual([
    'dev: it works on one engine: gantry --on engine dev',
    'watch: it works on one engine: gantry --on engine watch',
    'create: a swarm runs what it is given: gantry up',
    'pause: a swarm cannot freeze tasks. What ends them, and brings as many back: gantry stop SERVICE, gantry start SERVICE',
    'unpause: a swarm cannot freeze tasks, so none is frozen: gantry ps',
    'kill: a signal to the main process of a task: gantry exec SERVICE kill -s SIGNAL 1; others in place of all of its tasks: gantry restart SERVICE',
    'rm: a swarm removes tasks that have ended by itself. What the files do not have any more: gantry up --remove-orphans',
    'undo: a swarm keeps what each service was before its last change, and this takes all of them back to it: gantry rollback',
    'gc: it works on one engine: gantry --on engine gc',
    'test: it works on one engine: gantry --on engine test',
    'trash: each node of a swarm has volumes of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`',
    'backup: each node of a swarm has volumes of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`',
    'restore: each node of a swarm has volumes of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`',
    'clone: each node of a swarm has volumes of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`',
    'prune: each node of a swarm has images of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`',
    'ci: it works on one engine: gantry --on engine ci',
    'history: there is no history of projects on a swarm: a swarm keeps what each service was before, and this shows it: gantry rollback --dry-run SERVICE',
    'ui: it works on one engine: gantry --on engine ui',
    'tui: it works on one engine: gantry --on engine tui',
    'volumes: each node of a swarm has volumes of its own: name the engine of the node (DOCKER_HOST, or --context), with `--on engine`',
    'commit: the image would be on one node alone: build one with a name that all nodes can pull',
  ]);
});

test('plan is refused for the commands that are refused themselves', () => {
  expect(instead('plan', 'pause')).toBe(instead('pause'));
  expect(instead('plan', 'restart')).toBeUndefined();
  expect(instead('plan', 'plan')).toBeUndefined();
});

test('docs/swarm.md has every command that works on tasks', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/swarm.md'), 'utf8');
  const works = COMMANDS.filter(({ name, hidden }) => !hidden && instead(name) === undefined);

  expect(works.filter(({ name }) => !text.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
});
