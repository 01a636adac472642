import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineSite } from '../../../src/cli/page/engine-site.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { PATIENCE } from '../../support/patience.ts';

let folder: string;
let memory: MemoryEngine;
let engine: ReturnType<typeof connectEngine>;
beforeEach(async () => {
  memory = await startMemoryEngine({ images: { 'app:1': {} } });
  folder = aFolder({});
  engine = connectEngine(new Map([['DOCKER_HOST', memory.host]]), folder);
});
afterEach(async () => {
  engine.close();
  await memory.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page of a project whose container names a file of this content. */
async function aPageOf(content: string) {
  const path = join(folder, 'compose.yaml');
  writeFileSync(path, content);
  const Labels = {
    [LABEL.project]: 'shop',
    [LABEL.service]: 'web',
    [LABEL.oneOff]: 'False',
    [LABEL.workingDir]: folder,
    [LABEL.configFiles]: path,
  };
  await engine.createContainer(
    'shop-web-1',
    { Image: 'app:1', Labels, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    undefined,
  );
  const environment = { XDG_STATE_HOME: `${folder}/.state`, XDG_RUNTIME_DIR: folder, HOME: folder };
  const site = new EngineSite(aCli(folder, { engine, environment }), engine, false);
  site.onServing(() => ({ url: 'http://localhost' }));
  const opened = await site.open('shop');
  if (!opened) throw new Error('there is no such project');
  const { feed } = opened.application;
  return {
    shown: () => JSON.stringify(feed.since(undefined)),
    write: (next: string) => writeFileSync(path, next),
    close: () => opened.close(),
  };
}

test.each([
  ['no mapping of a Compose file', 'users:\n  - {name: root, token: hunter2}\n', 'compose.yaml:1:1'],
  ['no YAML', 'token: hunter2\n  key: [\n', 'compose.yaml:'],
])('the lines of a file that a label names, and that is %s, stay here', async (_, content, place) => {
  const page = await aPageOf(content);
  try {
    expect(page.shown()).toContain('"severity":"error"');
    expect(page.shown()).toContain(place);
    expect(page.shown()).not.toContain('"excerpt"');
    expect(page.shown()).not.toContain('hunter2');
  } finally {
    await page.close();
  }
});

test('a file that a label names and that was a Compose file shows the line of its mistake', async () => {
  const page = await aPageOf('name: shop\nservices:\n  web: {image: "app:1"}\n');
  try {
    page.write('name: shop\nservices:\n  web: {image: "app:1", comand: serve}\n');
    await expect.poll(page.shown, PATIENCE).toContain('comand: serve');
  } finally {
    await page.close();
  }
});
