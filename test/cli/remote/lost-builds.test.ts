import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadProjectFor } from '../../../src/cli/files/load.ts';
import { aCli } from '../../support/a-cli.ts';
import { aComposeLayer, aFakeRegistry, type FakeRegistry } from '../../support/a-fake-registry.ts';
import { aFolder } from '../../support/a-folder.ts';
import { lines } from '../../support/lines.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const COMPOSE = lines(
  'name: shop',
  'services:',
  '  api: {image: "registry.example/api:1", build: ./api}',
  '  web: {image: "registry.example/web:1", build: .}',
  '  inline: {image: "registry.example/inline:1", build: {dockerfile_inline: FROM scratch}}',
);

let registry: FakeRegistry;
let folder: string;
const engine = new RecordingEngine();

beforeEach(async () => {
  registry = await aFakeRegistry({
    artifacts: {
      'me/app:1': [aComposeLayer(COMPOSE)],
      'me/nameless:1': [aComposeLayer('services: {api: {build: ./api}}\n')],
    },
  });
  folder = aFolder({});
});
afterEach(() => {
  registry.stop();
  rmSync(folder, { recursive: true });
});

const gantry = (line: string, name = 'me/app:1') =>
  runInProcess(`-f oci://${registry.host}/${name} ${line}`, { folder, engine });

describe('a published file with builds whose contexts were not published', () => {
  test('has its images pulled, and builds what needs no files', async () => {
    const { stdout } = await gantry('plan up');
    expect(stdout).toMatch(/image registry\.example\/api:1: pull/);
    expect(stdout).toMatch(/image registry\.example\/web:1: pull/);
    expect(stdout).toMatch(/image registry\.example\/inline:1: build/);
  });

  test('lends an instance the images of the project', async () => {
    const cli = aCli(folder, {
      engine,
      environment: { XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder, DOCKER_CONFIG: folder },
      globals: { file: [`oci://${registry.host}/me/app:1`], instance: 'a' },
    });
    const { services, name } = await loadProjectFor(cli, { services: ['api', 'web'] });
    expect(name).toBe('shop-a');
    expect([...services.values()].map(({ image, build }) => [image, build])).toEqual([
      ['registry.example/api:1', undefined],
      ['registry.example/web:1', undefined],
    ]);
  });

  test.each(['build api', 'up -y -d --build api'])('cannot be built by %s', async (line) => {
    expect((await gantry(line)).stderr).toMatch(/service "api": the build context \S+\/api does not exist/);
  });

  test('says where a service names no image that could be pulled', async () => {
    const { stderr } = await gantry('up -y -d', 'me/nameless:1');
    expect(stderr).toMatch(/service "api": the build context \S+\/api does not exist/);
  });

  test('is shown by config as it is', async () => {
    expect((await gantry('config api')).stdout).toMatch(/context: \S+\/api/);
  });
});
