import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findDockerfile, pathOf } from '../../src/build/find-dockerfile.ts';
import { aBuild } from '../support/a-build.ts';
import { aFolder } from '../support/a-folder.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('findDockerfile() takes `dockerfile` where no name is given and there is no `Dockerfile`', () => {
  folder = aFolder({ dockerfile: 'FROM scratch\n' });

  expect(findDockerfile(aBuild({ context: folder }), 'web')).toMatchObject({ name: 'dockerfile' });
});

test('findDockerfile() takes `Dockerfile` where there are both, and no other name for one that is given', () => {
  folder = aFolder({ dockerfile: 'FROM scratch\n', Dockerfile: 'FROM scratch\n' });

  expect(pathOf(aBuild({ context: folder }))).toBe(join(folder, 'Dockerfile'));
  expect(() => findDockerfile(aBuild({ context: folder, dockerfile: 'Containerfile' }), 'web')).toThrow(
    expect.objectContaining({ code: 'missing-file' }),
  );
});
