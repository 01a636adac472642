import { expect, test } from 'vitest';
import { secretHider } from '../../src/model/secret-hider.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';

const LINES = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIlineone/AAAA',
  'MIIlinetwo/BBBB',
  'CC==',
  '-----END PRIVATE KEY-----',
];

const hiding = (environment: Readonly<Record<string, string>>) =>
  secretHider(aProject({ services: [aService('web', { image: 'busybox', environment })] }));

test('secretHider() hides each line of a secret of several lines, and leaves the lines around it', () => {
  const hide = hiding({ API_KEY: LINES.join('\n') });
  expect(LINES.map(hide)).toEqual([LINES[0], '••••••', '••••••', 'CC==', LINES[4]]);
});

test.each(['\n', '\r\n', '\\n', '\\r\\n', ' '])(
  'secretHider() hides a secret whose lines are joined by %j',
  (end) => {
    expect(hiding({ API_KEY: `${LINES.join('\n')}\n` })(`it is '${LINES.join(end)}'.`)).toBe(
      "it is '••••••'.",
    );
  },
);

test('secretHider() knows the lines of a private key under every name', () => {
  const hide = hiding({ DEPLOY: LINES.join('\n') });
  expect(['read MIIlineone/AAAA', 'MIIlinetwo/BBBB'].map(hide)).toEqual(['read ••••••', '••••••']);
  expect(hide('busybox')).toBe('busybox');
});

test('secretHider() hides all of two secrets that overlap in a text', () => {
  expect(hiding({ A_TOKEN: 'abcdefgh', B_TOKEN: 'efghijkl' })('is abcdefghijkl')).toBe('is ••••••');
});

test('secretHider() knows all of many secrets of many lines', () => {
  const key = (of: number) =>
    Array.from({ length: 40 }, (_, line) => `secret-${of}-line-${line}-x`).join('\n');
  const names = Array.from({ length: 300 }, (_, of) => [`KEY_${of}`, key(of)] as const);
  const hide = hiding(Object.fromEntries(names));
  expect(hide(names.map(([, value]) => value.replaceAll('\n', '\n> ')).join('\n'))).not.toContain('secret-');
});

test.each([
  ['inside of a longer value', 'see tok_a1b2c3d4e5 here'],
  ['as a whole value', 'tok_a1b2c3d4e5'],
])('secretHider() hides a token that is repeated %s', (_, other) => {
  expect(hiding({ API_TOKEN: 'tok_a1b2c3d4e5', OTHER: other })('is tok_a1b2c3d4e5')).toBe('is ••••••');
});

test('secretHider() hides a long password inside of a longer value, and shows a word that the files say', () => {
  expect(
    hiding({ PASSWORD: 'correct-horse-battery', OTHER: 'see correct-horse-battery' })(
      'correct-horse-battery',
    ),
  ).toBe('••••••');
  expect(hiding({ PASSWORD: 'postgres', DB: 'host=postgres' })('user postgres')).toBe('user postgres');
});
