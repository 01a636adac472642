import { expect, test } from 'vitest';
import { listenForEnding } from '../../../src/cli/session/container-ending.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

test('listenForEnding() hears of the lack of memory also after the end', async () => {
  const engine = new RecordingEngine();
  const ending = await listenForEnding(engine, []);

  engine.tell('app', 'die', undefined, 137);
  const lacked = ending.lackedMemory();
  engine.tell('app', 'oom');

  expect(await ending.exitCode()).toBe(137);
  expect(await lacked).toBe(true);
});

test('listenForEnding() does not blame memory for any other end', async () => {
  const engine = new RecordingEngine();
  const ending = await listenForEnding(engine, []);

  engine.tell('app', 'die', undefined, 3);

  expect(await ending.lackedMemory()).toBe(false);
});
