import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { containerUser } from '../../../src/watch/containers/container-user.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const FILES: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1001::/home/node:/bin/sh\n',
  '/etc/group': 'root:x:0:\nstaff:x:50:\n',
};

test.each([
  ['', 0, 0],
  ['root', 0, 0],
  ['node', 1000, 1001],
  ['1000', 1000, 1001],
  ['4711', 4711, 0],
  ['4711:4712', 4711, 4712],
  ['node:staff', 1000, 50],
  ['0:staff', 0, 50],
])('containerUser finds the numbers of %j in the files of the container', async (user, uid, gid) => {
  const engine = Object.assign(new RecordingEngine(), {
    getArchive: async (_id: string, path: string) => {
      const archive = pack();
      archive.entry({ name: path.slice(1) }, FILES[path] ?? '');
      archive.finalize();
      return Readable.from([await buffer(archive)]);
    },
  });

  expect(await containerUser(engine, containerId('web-1'), user)).toEqual({ uid, gid });
});

test('containerUser takes root where an image has no files to look in', async () => {
  expect(await containerUser(new RecordingEngine(), containerId('web-1'), 'node')).toEqual({
    uid: 0,
    gid: 0,
  });
});

test('containerUser takes a file that is too large for no table of users', async () => {
  const engine = Object.assign(new RecordingEngine(), {
    getArchive: async () => {
      const archive = pack();
      const table = Buffer.alloc(17 * 1024 * 1024, ' ');
      table.write('node:x:1000:1001::/home/node:/bin/sh\n');
      archive.entry({ name: 'passwd' }, table);
      archive.finalize();
      return Readable.from(archive, { objectMode: false });
    },
  });

  expect(await containerUser(engine, containerId('web-1'), 'node')).toEqual({ uid: 0, gid: 0 });
});
