import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aWorkspace, PROGRAM, type Workspace } from '../support/gantry.ts';

/** With all that must not be in the way: an unset variable, a missing file, a service that is switched off. */
const FILES = {
  'compose.yaml': `services:
  web: {image: "busybox:\${NOBODY_SET:?it}"}
  worker: {image: busybox, env_file: [missing.env]}
  debug: {image: busybox, profiles: [tools]}
`,
  'other.yaml': 'services: {}\n',
  'folder/x': '',
};

let workspace: Workspace;
beforeAll(() => {
  workspace = aWorkspace('completion', { ...FILES, 'bin/.keep': '' });
  const file = join(workspace.folder, 'bin/gantry');
  writeFileSync(file, `#!/bin/sh\nexec ${PROGRAM.join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
});
afterAll(() => workspace.remove());

/** No engine: names of services come from the files alone. */
const shell = (program: string, ...words: readonly string[]): string =>
  execFileSync(program, words, {
    cwd: workspace.folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(workspace.folder, 'bin')}:${process.env.PATH}`,
      DOCKER_HOST: 'unix:///nowhere.sock',
      HOME: workspace.folder,
    },
  });

const LINES: readonly (readonly [line: string, found: readonly string[]])[] = [
  ['gantry dow', ['down']],
  ['gantry up w', ['web', 'worker']],
  ['gantry logs de', ['debug']],
  ['gantry --profile ', ['tools']],
  ['gantry up --no-dep', ['--no-deps']],
  ['gantry -f oth', ['other.yaml']],
];

describe('gantry completion bash', () => {
  test.each([...LINES, ['gantry --progress=pl', ['plain']] as const])('completes %j', (line, found) => {
    const script = `
      eval "$(gantry completion bash)"
      compopt() { :; }
      COMP_LINE=$1 COMP_POINT=\${#1}
      __gantry_complete
      printf '%s\\n' "\${COMPREPLY[@]}"`;

    expect(shell('bash', '-c', script, 'bash', line).trim().split('\n')).toEqual(found);
  });
});

describe('gantry completion fish', () => {
  test.each(LINES)('completes %j', (line, found) => {
    const script = 'gantry completion fish | source; complete -C $argv[1]';
    const answers = shell('fish', '--no-config', '-c', script, line).trim().split('\n');

    expect(answers.map((answer) => answer.split('\t')[0]).sort()).toEqual([...found].sort());
  });
});

describe('gantry completion zsh', () => {
  // What stands between the words of a line and their display is zsh's own; so its functions are stood in for.
  test.each(LINES.filter(([line]) => !line.includes('-f')))('completes %j', (line, found) => {
    const script = `
      compdef() { :; }
      _files() { :; }
      _describe() { local name=$3; print -l -- "\${(@P)name}" }
      source <(gantry completion zsh)
      words=("\${(@s: :)1}") CURRENT=\${#words}
      _gantry`;
    const answers = shell('zsh', '-f', '-c', script, 'zsh', line).trim().split('\n');

    expect(answers.map((answer) => answer.split(':')[0])).toEqual(
      expect.arrayContaining(found.map((text) => expect.stringContaining(text))),
    );
  });
});

describe('as a plugin of docker', () => {
  const DOCKER_CONFIG = 'docker';
  const docker = (...words: readonly string[]) =>
    execFileSync('docker', words, {
      cwd: workspace.folder,
      encoding: 'utf8',
      env: { ...process.env, DOCKER_CONFIG: join(workspace.folder, DOCKER_CONFIG) },
    });

  beforeAll(() => {
    workspace.write(`${DOCKER_CONFIG}/cli-plugins/.keep`, '');
    for (const name of ['docker-gantry', 'docker-compose'])
      symlinkSync(
        join(workspace.folder, 'bin/gantry'),
        join(workspace.folder, DOCKER_CONFIG, 'cli-plugins', name),
      );
  });

  test('`docker gantry`, and `docker compose` where it takes its place, are gantry', () => {
    expect(docker('gantry', 'version', '--short')).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(docker('compose', '-f', 'other.yaml', 'version')).toMatch(/^gantry version/);
    expect(docker('--help')).toMatch(/gantry\*\s+Compose files lifted into place/);
  });

  test('flags of docker count', () => {
    expect(() => docker('--host', 'unix:///nowhere.sock', 'gantry', '-p', 'gt-x', 'ps')).toThrow(
      /no Docker engine at unix:\/\/\/nowhere\.sock/,
    );
  });

  test("docker's own completion asks it", () => {
    expect(docker('__complete', 'gantry', '-f', 'compose.yaml', 'up', 'wo')).toMatch(/^worker\n/);
  });
});
