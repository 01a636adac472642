import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, leftovers, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const CANARY = 'c4naryValue17';

interface Found {
  readonly problems: readonly { code: string; file?: string; line?: number; message: string }[];
  readonly images: readonly {
    image: string;
    services: string[];
    isCurrent?: boolean;
    layers: { bytes: number; instruction: string; isOfBase?: boolean; line?: number }[];
  }[];
  readonly notLookedAt: readonly { image: string; command: string }[];
}

const cacheOf = ({ folder }: Workspace): string => join(folder, '.cache/gantry/layers');

/** No command has a network: the engine makes it for each RUN, which takes longer than the RUN. */
const DOCKERFILE = `FROM busybox:latest
ARG API_TOKEN
COPY app /app
RUN --network=none chown -R 1000 /app
RUN --network=none head -c 6000000 /dev/zero > /waste && cp /bin/busybox /bin/own-su && chmod 4755 /bin/own-su
RUN --network=none rm -rf /waste /app/.env
EXPOSE 80
USER 1000
`;

async function aShop(): Promise<Workspace> {
  const shop = aWorkspace('check-images', {
    'compose.yaml': `services:
  web:
    build: {context: ., args: {API_TOKEN: ${CANARY}}}
    ports: ["127.0.0.1::8080"]
    volumes: ["data:/data"]
    healthcheck: {test: [CMD, curl, "http://localhost"]}
  gone: {image: "gantry-is-nowhere:1"}
volumes: {data: {}}
`,
    Dockerfile: DOCKERFILE,
    'app/.env': `DB_PASSWORD=${CANARY}\n`,
    'app/data.bin': 'x'.repeat(2_000_000),
  });
  const built = await shop.gantry('build web');
  expect(built, built.stderr).toMatchObject({ code: 0 });
  return shop;
}

async function checked(): Promise<Found & { readonly stderr: string }> {
  const { stdout, stderr } = await workspace.gantry('check --images --for prod --format json');
  const found: Found = JSON.parse(stdout);
  return { ...found, stderr };
}

test('check --images finds what is in the layers, at the lines that made them, and runs nothing', async () => {
  workspace = await aShop();
  const before = await leftovers(workspace.project);

  const { problems, images, notLookedAt, stderr } = await checked();

  const found = problems.map(({ code, file, line }) => `${code} ${file}:${line}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'secret-in-layer Dockerfile:3',
      'chown-duplicates Dockerfile:4',
      'layer-waste Dockerfile:5',
      'setuid-added Dockerfile:5',
      'health-tool-missing compose.yaml:6',
      'volume-root-owned compose.yaml:5',
      'port-not-exposed compose.yaml:4',
      'labels-missing compose.yaml:3',
    ]),
  );
  expect(images).toMatchObject([{ image: `${workspace.project}-web`, services: ['web'], isCurrent: true }]);
  expect(images[0]?.layers.map(({ isOfBase, line }) => isOfBase || line)).toEqual([true, 3, 4, 5, 6]);
  expect(notLookedAt).toMatchObject([{ image: 'gantry-is-nowhere:1', command: 'pull' }]);
  expect(stderr).toContain('reading ');
  expect(await leftovers(workspace.project)).toEqual(before);
});

test('check --images reads a layer once, whatever becomes of what it keeps, and keeps no secret', async () => {
  workspace = await aShop();
  const { stderr: _, ...first } = await checked();
  const files = readdirSync(cacheOf(workspace)).map((name) => join(cacheOf(workspace), name));
  expect(files.length).toBe(6);
  const kept = files.map((file) => gunzipSync(readFileSync(file)).toString()).join('');
  expect(kept).toContain('/app/.env');
  for (const text of [kept, JSON.stringify(first)]) expect(text).not.toContain(CANARY);

  const { stderr, ...second } = await checked();
  expect(stderr).not.toContain('reading ');
  expect(second).toEqual(first);

  for (const [index, file] of files.entries()) writeFileSync(file, index % 2 === 0 ? 'damaged' : '');
  const { stderr: again, ...third } = await checked();
  expect(again).toContain('reading ');
  expect(third).toEqual(first);
});

test('what check --images has found can be known, ignored and shown as text and SARIF', async () => {
  workspace = await aShop();
  const asText = await workspace.gantry('check --images --for prod');
  expect(asText.code).toBe(1);
  expect(asText.stdout).toMatch(/^2 MB +\S+ MB +Dockerfile:3 +COPY app \/app$/m);
  expect(asText.stderr).toContain('gantry pull gone');
  const sarif = await workspace.gantry('check --images --for prod --format sarif');
  expect(sarif.stdout).toContain('"chown-duplicates"');
  for (const text of [asText.stdout, asText.stderr, sarif.stdout]) expect(text).not.toContain(CANARY);

  await workspace.gantry('check --images --for prod --baseline known.json --write-baseline');
  const known = await workspace.gantry('check --images --for prod --baseline known.json');
  expect(known.stdout).toMatch(/^no new problems \(and \d+ known findings?\)\n/);

  workspace.write('Dockerfile', DOCKERFILE.replace('COPY', '# gantry-ignore secret-in-layer: a test\nCOPY'));
  expect((await checked()).problems.map(({ code }) => code)).not.toContain('secret-in-layer');
  workspace.write('Dockerfile', `${DOCKERFILE}RUN true\n`);
  expect((await checked()).images).toMatchObject([{ isCurrent: false }]);
});

test('check asks no engine, and check --images says which one it cannot ask', async () => {
  workspace = aWorkspace('check-nowhere', { 'compose.yaml': 'services: {web: {image: "web:1"}}\n' });
  const nowhere = { DOCKER_HOST: `unix://${workspace.folder}/nowhere.sock` };
  expect((await workspace.gantry('check', nowhere)).stdout).toContain('no problems');
  const asked = await workspace.gantry('check --images', nowhere);
  expect(asked.code).toBe(1);
  expect(asked.stderr).toContain('nowhere.sock');
  expect(asked.stderr).not.toContain('internal:');
});
