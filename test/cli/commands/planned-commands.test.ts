import { expect, test } from 'vitest';
import { loadCommand } from '../../../src/cli/command-table.ts';
import { PLANNED_COMMANDS } from '../../../src/cli/commands/planned-commands.ts';
import { CHANGING, COMMANDS } from '../../../src/cli/context/command-names.ts';

/** `apply` runs a plan that was made, `dev` that of `watch`, `gc` one for each instance, `trash`, `backup`, `restore` and `clone` those of what is behind them, `test` and `ci` several; the others change no project. */
const WITHOUT_PLAN = [
  // Of the swarm, and not of the project; --dry-run shows its plan.
  'registry',
  'apply',
  'dev',
  'gc',
  'trash',
  'backup',
  'restore',
  'clone',
  'test',
  'exec',
  'attach',
  'export',
  'lock',
  'bundle',
  'unbundle',
  'ingress-image',
  'ci',
];

test('`gantry plan` knows every command that changes something', () => {
  const changing = COMMANDS.filter(({ group }) => CHANGING.includes(group)).map(({ name }) => name);
  const planned = PLANNED_COMMANDS.map(({ name }) => name);

  expect([...planned, ...WITHOUT_PLAN].sort()).toEqual([...changing].sort());
});

test('a command is planned by the value that runs it', async () => {
  for (const { name, command } of PLANNED_COMMANDS) expect(await loadCommand(name), name).toBe(command);
});
