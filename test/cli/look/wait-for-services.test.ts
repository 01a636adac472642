import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { waitForServices } from '../../../src/cli/look/wait-for-services.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const folder = aFolder({ 'compose.yaml': 'name: app\nservices: {web: {image: busybox}}\n' });
afterAll(() => rmSync(folder, { recursive: true }));

/** @param isShutDown by the time the container has ended, which it does with 0 */
function anEngine(isShutDown: boolean): RecordingEngine {
  const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
  const { listContainers } = engine;
  let hasEnded = false;
  engine.waitContainer = async () => {
    hasEnded = true;
    return 0;
  };
  engine.listContainers = async (labels) => {
    if (hasEnded && isShutDown) throw new EngineError('engine-unreachable', 'the socket does not exist');
    return listContainers(labels);
  };
  return engine;
}

test('wait ends with the code of the container while the engine is there', async () => {
  const cli = aCli(folder, { engine: anEngine(false) });
  expect(await waitForServices(cli, ['web'], {})).toBe(0);
});

test('wait fails when the engine was shut down and has ended the container, whatever its code', async () => {
  const cli = aCli(folder, { engine: anEngine(true) });
  await expect(waitForServices(cli, ['web'], {})).rejects.toThrow('the socket does not exist');
  expect(cli.written.stdout).toContain('exited with status code 0');
});
