import { expect, test } from 'vitest';
import { showBytes, showOptions, showWords } from '../../../src/planner/diff/show-value.ts';

test('showWords() hides passwords inside of words, and those that a flag announces', () => {
  expect(showWords(['redis', '--requirepass', 'hunter2', '--port', '1'])).toBe(
    '["redis","--requirepass","••••••","--port","1"]',
  );
  expect(showWords(['-password', 'a', 'my-password', 'b', 'no', '--password', 'c'])).toBe(
    '["-password","••••••","my-password","b","no","--password","••••••"]',
  );
  expect(showWords(['x', '--token=abc', 'postgres://me:secret@db/x', '--password', '--verbose'])).toBe(
    '["x","--token=••••••","postgres://me:••••••@db/x","--password","--verbose"]',
  );
});

test('showOptions() hides options whose names sound like secrets', () => {
  expect(showOptions({ 'splunk-token': 'abc', 'max-size': '1m' })).toBe(
    '{"max-size":"1m","splunk-token":"••••••"}',
  );
});

test.each([
  [64 * 2 ** 20, '64m'],
  [1536 * 2 ** 20, '1536m'],
  [2 ** 31, '2g'],
  [1025, '1025'],
  [0, '0'],
  [2 ** 42, '4096g'],
])('showBytes() writes %i exactly, as %s', (bytes, text) => {
  expect(showBytes(bytes)).toBe(text);
});
