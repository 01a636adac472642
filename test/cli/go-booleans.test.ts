import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { takeBooleanValues } from '../../src/cli/go-booleans.ts';

function parse(...words: readonly string[]) {
  const command = takeBooleanValues(
    new Command('test')
      .passThroughOptions()
      .argument('[words...]')
      .option('-i, --interactive')
      .addOption(new Option('--no-interactive').hideHelp())
      .option('--rm')
      .option('--no-deps')
      .option('-u, --user <user>'),
  );
  command.parse(words, { from: 'user' });
  return { options: command.opts(), words: command.args };
}

test('takeBooleanValues() takes true and false as docker compose does', () => {
  expect(parse('--rm=true', '-i=1').options).toMatchObject({ rm: true, interactive: true });
  expect(parse('--interactive=false').options).toMatchObject({ interactive: false });
  expect(parse('-i=0', '--rm=False').options).toEqual({ interactive: false, deps: true });
  expect(parse('--no-deps=true').options).toMatchObject({ deps: false });
  expect(parse('--no-deps=false').options).toMatchObject({ deps: true });
});

test('takeBooleanValues() leaves values and arguments alone', () => {
  expect(parse('--user=true', '-u', '--rm=false', 'web', '--rm=false')).toEqual({
    options: { user: '--rm=false', deps: true },
    words: ['web', '--rm=false'],
  });
});
