import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { aFolder } from '../../support/a-folder.ts';
import { addImage } from '../../support/memory-engine/image-calls.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { runInProcess } from '../../support/run-in-process.ts';

let folder: string;
let engine: MemoryEngine;
beforeEach(async () => {
  engine = await startMemoryEngine({ images: { 'app:1': {}, 'app:2': {} } });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function gantry(line: string): Promise<string> {
  const docker = connectEngine(new Map([['DOCKER_HOST', engine.host]]), folder);
  try {
    const { stdout, stderr } = await runInProcess(line, { folder, engine: docker });
    return stdout + stderr;
  } finally {
    docker.close();
  }
}

/** As a build does: the name goes from the old image to the new one. */
function buildAgain(): void {
  for (const { names } of engine.world.images.values()) names.delete('app:1');
  addImage(engine.world, 'app:2').names.add('app:1');
}

const SETTINGS: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['pull_policy: build', '    pull_policy: build\n'],
  ['pull_policy: always', '    pull_policy: always\n'],
  [
    'a way back',
    '    pull_policy: build\n    deploy: {update_config: {order: start-first, failure_action: rollback, monitor: 1s}}\n',
  ],
  [
    'a way back, one after another',
    '    healthcheck: {test: [CMD, a]}\n    deploy: {update_config: {failure_action: rollback}}\n',
  ],
  [
    'connections that wait meanwhile',
    '    ports: ["127.0.0.1:8080:80"]\n    x-gantry: {handover: true}\n    deploy: {update_config: {failure_action: rollback}}\n',
  ],
];

test.each(SETTINGS)('drift tells once of an image that was built again, with %s', async (_, lines) => {
  folder = aFolder({
    'compose.yaml': `name: shop\nservices:\n  web:\n    build: .\n    image: app:1\n${lines}`,
    Dockerfile: 'FROM scratch\n',
  });
  await gantry('up -d --no-build --pull missing');
  expect(await gantry('drift')).toContain('project shop is as its files say');

  buildAgain();

  const told = await gantry('drift');
  expect(told).toContain('differs from its files in 1 place:');
  expect(told).toContain('image: is app:1');
});
