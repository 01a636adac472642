import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { containerId } from '../../../src/model/ids.ts';
import { syncFiles } from '../../../src/watch/containers/sync-files.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** An engine where each command in a container ends with this. */
function anEndedExec(exitCode: number, said: string): Engine {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, said.length]);
  return Object.assign(new RecordingEngine(), {
    createExec: async () => 'exec',
    startExec: async () => Duplex.from([header, Buffer.from(said)]),
    inspectExec: async () => ({ started: true, running: false, exitCode }),
  });
}

const remove = (engine: Engine) =>
  syncFiles(
    engine,
    { container: containerId('c'), base: '/', owner: undefined },
    { puts: [], removals: ['/app/a'], replacements: [] },
  );

test('syncFiles() says what it cannot remove where the image has no rm', async () => {
  const said = 'OCI runtime exec failed: exec: "rm": executable file not found in $PATH: unknown';
  expect(await remove(anEndedExec(127, said))).toMatchObject({ undeletable: ['/app/a'] });
});

test.each([
  [126, 'OCI runtime exec failed: container not running: unknown'],
  [126, 'cannot exec in a stopped state: unknown'],
  [126, 'unable to start container process: error executing setns process: exit status 1'],
  [137, ''],
])(
  'syncFiles() fails, and so is tried again, where the container stopped meanwhile: %i %s',
  async (code, said) => {
    await expect(remove(anEndedExec(code, said))).rejects.toThrow('cannot be removed');
  },
);
