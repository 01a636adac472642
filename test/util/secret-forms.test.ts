import { expect, test } from 'vitest';
import { secretForms } from '../../src/util/secret-forms.ts';

test('secretForms() of one line are itself, without blanks around it, and as part of JSON', () => {
  expect(secretForms('correct-horse')).toEqual(['correct-horse']);
  expect(secretForms(' say "friend" ')).toEqual(expect.arrayContaining(['say "friend"', 'say \\"friend\\"']));
});

test('secretForms() has each line of several, and all of them as shells, terminals and JSON write them', () => {
  expect(secretForms('first-line\r\n  second  line\nabc=\n')).toEqual(
    expect.arrayContaining([
      'first-line',
      'second  line',
      'second line',
      'first-line second line abc=',
      'first-line\n  second  line\nabc=',
      'first-line\r\n  second  line\r\nabc=',
      'first-line\\n  second  line\\nabc=',
      'first-line\\r\\n  second  line\\r\\nabc=',
    ]),
  );
});

test.each([
  '-----BEGIN KEY-----',
  '-----END RSA PRIVATE KEY-----',
  'clusters:',
  '"auth": {',
  '[client]',
  '======',
  '}',
  'done',
])('secretForms() leaves the line «%s», which other files have too', (line) => {
  const forms = secretForms(`first-line\n${line}\nlast-line`);
  expect(forms).toContain('last-line');
  expect(forms).not.toContain(line);
});

test('secretForms() has none of what is too short, and of words for nothing', () => {
  expect(['abc', '', ' ab ', 'true', 'None', 'null'].flatMap(secretForms)).toEqual([]);
});
