import { Command } from 'commander';
import { expect, test } from 'vitest';
import { defineLogs, type LogsOptions } from '../../../src/cli/logs/log-options.ts';
import { logSelection } from '../../../src/cli/logs/log-selection.ts';
import { containerId } from '../../../src/model/ids.ts';

const LINES = ['one', 'two', 'boom', 'four', 'five'];

function shown(...words: readonly string[]): readonly string[] {
  const command = defineLogs(new Command('logs'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const { grep: _, ...options } = command.parse(words, { from: 'user' }).opts<LogsOptions>();
  const texts: string[] = [];
  const selection = logSelection(
    options,
    ({ text }) => void texts.push(text),
    () => void texts.push('--'),
  );
  for (const text of LINES)
    selection.push({ container: containerId('a'), label: 'a-1', stream: 'stdout', text, time: '' });
  selection.endHistory();
  return texts;
}

test('logSelection() shows so many lines around a text, five where nothing is said', () => {
  expect(shown()).toEqual(LINES);
  expect(shown('--around', 'boom')).toEqual(LINES);
  expect(shown('--around', 'boom', '--context', '1')).toEqual(['two', 'boom', 'four']);
  expect(shown('--around', 'boom', '--context', '0')).toEqual(['boom']);
});

test('logSelection() takes no --context without --around, or that is no number', () => {
  expect(() => shown('--context', '1')).toThrow('--context needs --around');
  expect(() => shown('--around', 'boom', '--context', 'some')).toThrow('It takes a whole number.');
});

test('logSelection() keeps the last lines of each container that match, however many match', () => {
  const texts: string[] = [];
  const selection = logSelection(
    { color: false, logPrefix: true, grep: [/match/], tail: 2 },
    ({ text }) => void texts.push(text),
    () => {},
  );
  const push = (container: string, text: string): void =>
    selection.push({ container: containerId(container), label: container, stream: 'stdout', text, time: '' });
  for (let index = 1; index <= 2; index++) push('quiet', `quiet match ${index}`);
  for (let index = 1; index <= 10_000; index++) push('loud', `loud match ${index}`);
  selection.endHistory();

  expect(texts).toEqual(['quiet match 1', 'quiet match 2', 'loud match 9999', 'loud match 10000']);
});
