import { expect, test } from 'vitest';
import { type TtyOptions, wantsTty } from '../../../src/cli/session/tty-options.ts';

const TERMINAL = { isTTY: true };
const PIPE = {};

const wants = (options: TtyOptions, stdin: object, stdout: object, asked = options.interactive === true) =>
  wantsTty(options, asked, { stdin, stdout });

test('wantsTty() is for a terminal at both ends', () => {
  expect(wants({}, TERMINAL, TERMINAL)).toBe(true);
  expect(wants({}, TERMINAL, PIPE)).toBe(false);
  expect(wants({}, PIPE, TERMINAL)).toBe(false);
  expect(wants({}, PIPE, PIPE)).toBe(false);
});

test('wantsTty() does what -T and -t say', () => {
  expect(wants({ noTty: true }, TERMINAL, TERMINAL)).toBe(false);
  expect(wants({ noTTY: true }, TERMINAL, TERMINAL)).toBe(false);
  expect(wants({ tty: true }, TERMINAL, PIPE)).toBe(true);
  expect(() => wants({ tty: true, noTty: true }, TERMINAL, TERMINAL)).toThrow("can't be used together");
});

test('wantsTty() refuses a terminal that was asked for and that nobody can type into', () => {
  expect(() => wants({ tty: true }, PIPE, TERMINAL)).toThrow('stdin is not a terminal');
  expect(() => wants({ interactive: true }, PIPE, TERMINAL)).toThrow('stdin is not a terminal');
  expect(wants({ interactive: true }, PIPE, PIPE)).toBe(false);
  expect(wants({ tty: true, interactive: false }, PIPE, PIPE)).toBe(true);
});
