import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { checkDockerfile } from '../../src/build/check-dockerfile.ts';
import { aBuild } from '../support/a-build.ts';
import { aFolder } from '../support/a-folder.ts';

let folder = '';
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** With a docker-buildx that does this. */
function check(script: string) {
  folder = aFolder({ Dockerfile: 'FROM scratch\n' });
  const plugins = join(folder, 'cli-plugins');
  mkdirSync(plugins);
  writeFileSync(join(plugins, 'docker-buildx'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(plugins, 'docker-buildx'), 0o755);
  vi.stubEnv('DOCKER_CONFIG', folder);
  return checkDockerfile('unix:///run/test.sock', {
    kind: 'build-image',
    image: 'app:1',
    service: 'web',
    build: aBuild({ context: folder }),
    labels: {},
    secrets: [],
  });
}

test('checkDockerfile() gives what docker buildx finds', async () => {
  expect(await check('echo found; echo more >&2; exit 3')).toEqual({
    code: 3,
    findings: 'found\n',
    errors: 'more\n',
  });
});

test('checkDockerfile() ends a docker buildx whose findings have no end', async () => {
  await expect(check('exec yes')).rejects.toThrow('the output of docker-buildx is longer than 16 MiB');
});
