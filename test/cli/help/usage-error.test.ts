import { Command, CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { releaseNumber, scaleOf } from '../../../src/cli/flags/option-values.ts';
import { defineProgram } from '../../../src/cli/help/program.ts';
import { usageError } from '../../../src/cli/help/usage-error.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';

describe('usageError()', () => {
  test.each([
    ['up --detatch', 'unknown flag: --detatch', 'did you mean --detach?'],
    ['up -p shop web', 'unknown flag: -p', 'it goes before the command: gantry -p shop up web'],
    ['up --dry-run -p', 'unknown flag: --dry-run', 'it goes before the command: gantry --dry-run up -p'],
    ['up -p', 'unknown flag: -p', 'it goes before the command: gantry -p PROJECTNAME up'],
    [
      'up --progress=plain',
      'unknown flag: --progress=plain',
      'it goes before the command: gantry --progress=plain up',
    ],
    ['up A=secret -p x', 'unknown flag: -p', 'it goes before the command: gantry -p x up'],
    ['-d up', 'unknown flag: -d', 'flags of up follow the command: gantry up -d'],
    ['up --zebra', 'unknown flag: --zebra', '`gantry up --help` lists the flags'],
    ['upp', 'unknown command: upp', 'did you mean up?'],
    ['zebra', 'unknown command: zebra', '`gantry --help` lists the commands'],
    [
      'up --pull maybe',
      /^"maybe" is no value for --pull <policy>\. /,
      '`gantry up --help` says what it takes',
    ],
    ['up --pull', '--pull <policy> needs a value', '`gantry up --help` says what it takes'],
    [
      'up zebra',
      '"zebra" is no service=number. It takes SERVICE=NUMBER, e.g. web=3.',
      '`gantry up --help` says what it takes',
    ],
    ['history -5', 'unknown flag: -5', 'a number has no dash: gantry history 5'],
  ])('of `gantry %s` says what to type instead', (line, message, hint) => {
    const error = errorOf(line);

    expect(error.message).toMatch(message);
    expect(hintText(error.hint ?? '')).toBe(hint);
  });

  test('says why something of docker compose is left out', () => {
    expect(errorOf('bridge convert').message).toMatch(/^the command bridge is left out: ./);
  });
});

/** What is said of the line, by a program that has two commands. */
function errorOf(line: string) {
  const words = line.split(' ');
  const program = defineProgram();
  const up = new Command('up')
    .option('-d, --detach')
    .option('--pull <policy>')
    .argument('[service=number...]', '', scaleOf);
  up.copyInheritedSettings(program);
  up.options.find(({ long }) => long === '--pull')?.choices(['always', 'never']);
  program.addCommand(up.action(() => {}));
  const history = new Command('history')
    .argument('[count]', '', releaseNumber)
    .copyInheritedSettings(program);
  history.addCommand(new Command('show').copyInheritedSettings(program));
  program.addCommand(history.action(() => {}));
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const command = program.commands.find((one) => one.name() === words[0]);
    return usageError(error, { program, words, ...(command && { command }) });
  }
  throw new Error(`${line} is right`);
}
