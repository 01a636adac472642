import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { takeGoFlags } from '../../../src/cli/flags/go-flags.ts';

function parse(...words: readonly string[]) {
  const command = takeGoFlags(
    new Command('test')
      .passThroughOptions()
      .argument('[words...]')
      .option('-i, --interactive')
      .addOption(new Option('--no-interactive').hideHelp())
      .option('-d, --rm')
      .option('--no-deps')
      .option('--build')
      .addOption(new Option('--wait').conflicts('build'))
      .addOption(flag('--no-build'))
      .addOption(flag('--no-tty'))
      .addOption(new Option('--tty').hideHelp())
      .option('-u, --user <user>')
      .exitOverride()
      .configureOutput({ outputError: () => {} }),
  );
  command.parse(words, { from: 'user' });
  return { options: command.opts(), words: command.args };
}

/** Not the opposite of another one. */
function flag(name: string): Option {
  const option = new Option(name);
  option.negate = false;
  return option;
}

test('takeGoFlags() takes true and false as docker compose does', () => {
  expect(parse('--rm=true', '-i=1').options).toMatchObject({ rm: true, interactive: true });
  expect(parse('--interactive=false').options).toMatchObject({ interactive: false });
  expect(parse('-i=0', '--rm=False').options).toEqual({ interactive: false, rm: false, deps: true });
  expect(parse('--no-deps=true').options).toMatchObject({ deps: false });
  expect(parse('--no-deps=false').options).toMatchObject({ deps: true });
  expect(() => parse('--rm=maybe')).toThrow('--rm is on or off: it takes true or false, not "maybe"');
});

test('takeGoFlags() turns a flag into its opposite, and not into another flag of that name', () => {
  expect(parse('--no-tty=false').options).toMatchObject({ tty: true });
  expect(parse('--tty=f').options).toMatchObject({ noTty: true });
  expect(parse('--build=false').options).toEqual({ build: false, deps: true });
  expect(parse('--no-build=0').options).toEqual({ noBuild: false, deps: true });
});

test('takeGoFlags() lets a flag that is off be with those that it cannot be with when it is on', () => {
  expect(parse('--wait', '--build=false').options).toMatchObject({ wait: true, build: false });
  expect(() => parse('--wait', '--build=true')).toThrow('cannot be used with');
});

test('takeGoFlags() takes letters in one word, and the value of the last one', () => {
  const expected = { rm: true, interactive: true, user: 'me' };
  for (const words of [['-diu', 'me'], ['-diume'], ['-diu=me'], ['-d', '-i', '-u=me'], ['-di', '--user=me']])
    expect(parse(...words, 'web'), words.join(' ')).toMatchObject({ options: expected, words: ['web'] });
  expect(parse('-u==x').options).toMatchObject({ user: '=x' });
  expect(parse('-u=').options).toMatchObject({ user: '' });
  expect(() => parse('-dx')).toThrow("'-x'");
});

test('takeGoFlags() leaves values and arguments alone', () => {
  expect(parse('--user=true', '-u', '--rm=false', 'web', '--rm=false')).toEqual({
    options: { user: '--rm=false', deps: true },
    words: ['web', '--rm=false'],
  });
  expect(parse('-d', '--', '-u=me')).toMatchObject({ words: ['-u=me'] });
});
