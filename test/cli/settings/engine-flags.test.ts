import { expect, test } from 'vitest';
import { readGlobals } from '../../../src/cli/context/globals.ts';
import { defineProgram } from '../../../src/cli/help/program.ts';
import {
  certificateFiles,
  checkEngineFlags,
  engineVariables,
} from '../../../src/cli/settings/engine-flags.ts';

test('engineVariables() makes --host and --context count more than any variable', () => {
  expect(engineVariables(globals('-H ssh://box'), '/')).toEqual({
    DOCKER_HOST: 'ssh://box',
    DOCKER_CONTEXT: undefined,
  });
  expect(engineVariables(globals('-c box --config docker --tlsverify'), '/home')).toEqual({
    DOCKER_HOST: undefined,
    DOCKER_CONTEXT: 'box',
    DOCKER_CONFIG: '/home/docker',
    DOCKER_TLS_VERIFY: '1',
  });
  expect(engineVariables(globals(''), '/')).toEqual({});
});

test('certificateFiles() takes paths from the folder where the user is', () => {
  expect(certificateFiles(globals('--tlscacert my/ca.pem --tlskey /key.pem'), '/home')).toEqual({
    ca: '/home/my/ca.pem',
    key: '/key.pem',
  });
});

test('checkEngineFlags() refuses two engines at once', () => {
  expect(() => checkEngineFlags(globals('-H ssh://box -c box'))).toThrow(/not by both/);
});

test.each([
  ['--no-ansi', { ansi: 'never' }],
  ['--ansi always', { ansi: 'always' }],
  ['--workdir there', { projectDirectory: 'there' }],
  ['--workdir old --project-directory new', { projectDirectory: 'new' }],
  ['--verbose', { debug: true }],
  ['-l debug', { debug: true, logLevel: 'debug' }],
  ['--parallel -1', { parallel: -1 }],
])('readGlobals() of %s, under its old or its new name', (line, expected) => {
  expect(globals(line)).toEqual({ file: [], profile: [], envFile: [], ...expected });
});

test('defineGlobals() refuses a number that is none', () => {
  expect(() => globals('--parallel many')).toThrow(/whole number/);
});

function globals(line: string) {
  const program = defineProgram();
  program.parseOptions(line.split(' ').filter(Boolean));
  return readGlobals(program);
}
