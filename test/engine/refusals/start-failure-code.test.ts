import { expect, test } from 'vitest';
import { engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import { startFailureCode } from '../../../src/engine/refusals/start-failure-code.ts';

const code = (text: string): number => startFailureCode(engineRefused(400, text));

test('startFailureCode() is what shells say: 127 not found, 126 not to be run, else 125', () => {
  const runc = 'runc create failed: unable to start container process:';
  expect(code(`${runc} exec: "nope": executable file not found in $PATH: unknown`)).toBe(127);
  expect(code(`${runc} exec: "/nope": stat /nope: no such file or directory: unknown`)).toBe(127);
  expect(code(`${runc} exec: "/etc": is a directory: unknown: permission denied`)).toBe(126);
  expect(code('driver failed programming external connectivity')).toBe(125);
});
