import { Argument, Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/cli/completion/complete.ts';
import { printCompletion } from '../../../src/cli/completion/completion.ts';
import { defineProgram } from '../../../src/cli/help/program.ts';
import { lines } from '../../support/lines.ts';

describe('complete()', () => {
  test.each([
    ['', 'up exec scale plan completion :4'],
    ['s', 'scale :4'],
    ['--prof', '--profile :4'],
    ['up ', 'web db :4'],
    ['up web ', 'db :4'],
    ['-f other.yaml -p shop up d', 'db :4'],
    ['up --det', '--detach :4'],
    ['up --pull ', 'always never :4'],
    ['up --pull=n', '--pull=never :4'],
    ['up --scale w', 'web= :6'],
    ['--profile ', 'tools :4'],
    ['-p ', 'shop :4'],
    ['--context=', '--context=default --context=away :4'],
    ['--instance ', 'review staging . :4'],
    ['up --instance=r', '--instance=review :4'],
    ['up --from s', 'staging :4'],
    ['-f ', ':0'],
    ['--project-directory ', ':16'],
    ['scale ', 'web= db= :6'],
    ['exec ', 'web db :4'],
    ['exec web ', ':4'],
    ['exec web --det', ':4'],
    ['plan ', 'up down web db :4'],
    ['plan down --vol', '--volumes :4'],
    ['plan --det', '--detach :4'],
    ['completion f', 'fish :4'],
    ['help u', 'up :4'],
    ['nothing ', ':4'],
    ['up -- --', ':4'],
  ])('of `gantry %s` gives %s', async (line, expected) => {
    const words = line.split(' ');
    const completion = await complete(words, program(), async (name) => find(name), NAMES);

    expect(printCompletion(completion, words.at(-1) ?? '', false)).toBe(
      `${expected.split(' ').join('\n')}\n`,
    );
  });
});

test('printCompletion() puts the meaning behind a tab, where it is asked for', () => {
  const completion = { candidates: [{ text: 'up', description: 'start' }, { text: 'web' }] };

  expect(printCompletion(completion, '', true)).toBe(`${lines('up\tstart', 'web', ':4')}\n`);
});

const NAMES = {
  services: async () => ['web', 'db'],
  profiles: async () => ['tools'],
  projects: async () => ['shop'],
  instances: async () => ['review', 'staging'],
  contexts: async () => ['default', 'away'],
};

function commands(): readonly Command[] {
  const up = new Command('up')
    .option('-d, --detach')
    .addOption(new Option('--pull <policy>').choices(['always', 'never']))
    .option('--scale <service=n>')
    .option('--from <instance>')
    .argument('[services...]');
  const plan = new Command('plan')
    .helpCommand(false)
    .addCommand(up)
    .addCommand(new Command('down').option('-v, --volumes'));
  return [
    up,
    new Command('exec').option('-d, --detach').argument('<service>').argument('<command...>'),
    new Command('scale').argument('<scales...>'),
    plan,
    new Command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish'])),
  ];
}

const find = (name: string) => commands().find((command) => command.name() === name);

function program(): Command {
  const root = defineProgram();
  for (const command of commands()) root.command(command.name());
  return root;
}
