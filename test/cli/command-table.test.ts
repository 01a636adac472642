import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');
const COMMANDS = 'cli/commands';

/** They list the others, or contain one of them. */
const SEVERAL = ['planned-commands.ts', 'plan.ts', 'alpha.ts'];
/** What takes long to load: a command asks for it when it gets there. */
const HEAVY = /^(planner|reconciler|build|watch|spec|engine)\//;
/** A few lines, without imports. */
const LIGHT = ['spec/read/compose-names.ts', 'spec/read/is-remote.ts', 'engine/connection/is-local.ts'];

const commands = readdirSync(join(SRC, COMMANDS)).filter((file) => file.endsWith('.ts'));

test.each(commands)('%s loads nothing heavy, and no other command', (file) => {
  const loaded = [...loadedBy(join(COMMANDS, file))];
  const others = loaded.filter(
    (path) => dirname(path) === COMMANDS && !path.endsWith('planned-command.ts') && !path.endsWith(file),
  );

  expect(loaded.filter((path) => HEAVY.test(path) && !LIGHT.includes(path))).toEqual([]);
  if (!SEVERAL.includes(file)) expect(others).toEqual([]);
});

/** All that is loaded with a file, before any of its functions is called. */
function loadedBy(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = readFileSync(join(SRC, file), 'utf8');
  const imports = text.matchAll(/^(?:import|export) (?!type )[^;'"]*?from '(\.[^']+)'/gm);
  for (const [, target = ''] of imports) loadedBy(relative(SRC, resolve(SRC, dirname(file), target)), known);
  return known;
}
