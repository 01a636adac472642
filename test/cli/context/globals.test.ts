import { Command } from 'commander';
import { expect, test } from 'vitest';
import { checkCommand } from '../../../src/cli/commands/check.ts';
import { doctorCommand } from '../../../src/cli/commands/doctor.ts';
import { addRepeated, type Globals, NO_GLOBALS, takeRepeated } from '../../../src/cli/context/globals.ts';
import { createCli } from '../../../src/cli/create-cli.ts';

const cli = createCli(NO_GLOBALS, [], () => {});

test.each([
  ['up', () => new Command('up')],
  ['check', () => checkCommand(cli)],
  ['doctor', () => doctorCommand(cli)],
])('takeRepeated() takes --strict and --instance behind `%s`', (_, make) => {
  const command = make();
  addRepeated(command);
  command.parseOptions(['--strict', '--instance', 'review']);
  const globals: Globals = { ...NO_GLOBALS };

  takeRepeated(globals, command);

  expect(globals).toMatchObject({ strict: true, instance: 'review' });
});

test.each([checkCommand(cli), doctorCommand(cli)])(
  'the help of a command that is mostly asked with --strict lists it',
  (command) => {
    addRepeated(command);

    expect(command.helpInformation()).toContain('--strict');
  },
);
