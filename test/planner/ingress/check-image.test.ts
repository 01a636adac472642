import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Datagrams } from '../../../src/model/ingress.ts';
import { CHECK_EXIT, checkImage } from '../../../src/planner/ingress/check-image.ts';
import { aFolder } from '../../support/a-folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What the program says in an image that has these programs, and nothing else. */
function lookInto(programs: readonly string[], version = '', datagrams?: Datagrams) {
  const folder = aFolder({});
  folders.push(folder);
  for (const program of programs) {
    const path = join(folder, program);
    writeFileSync(path, `#!/bin/sh\necho '${version}'\n`);
    chmodSync(path, 0o755);
  }
  const { status, stdout } = spawnSync('/bin/sh', ['-c', checkImage(datagrams)], {
    env: { PATH: folder },
    encoding: 'utf8',
  });
  return { status, said: stdout.trim() };
}

const ALL = ['haproxy', 'timeout', 'cp', 'mv', 'nc'];

test.each([
  'HAProxy version 3.0.11-1+deb13u1 2025/09/20 - https://haproxy.org/',
  'HAProxy version 3.2.0',
  'HAProxy version 10.1.0',
])('an image with %s is taken', (version) => {
  expect(lookInto(ALL, version)).toEqual({ status: 0, said: '' });
});

test('bash does in the place of nc', () => {
  expect(lookInto(['haproxy', 'timeout', 'cp', 'mv', 'bash'], 'HAProxy version 3.0.1').status).toBe(0);
});

test.each([
  'HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/',
  'HA-Proxy version 1.8.4',
  'something else',
])('an image with %s is refused, and what it has is told', (version) => {
  expect(lookInto(ALL, version)).toEqual({ status: CHECK_EXIT.version, said: version });
});

test('an image that lacks programs is refused, and all that it lacks is told', () => {
  expect(lookInto(['cp', 'mv'])).toEqual({ status: CHECK_EXIT.lacks, said: 'haproxy\ntimeout\nnc' });
});

test('an image for an ingress with UDP ports needs the programs for them too', () => {
  const { status, said } = lookInto(ALL, 'HAProxy version 3.0.1', { ports: [53], families: 'ipv4' });
  expect({ status, said }).toEqual({ status: CHECK_EXIT.lacks, said: 'nft\nsed\ntr\ngrep' });
});
