import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prune } from '../../../src/cli/commands/prune.ts';
import { type RanPlace, readRan, recordRan } from '../../../src/cli/find/ran-images.ts';
import type { ImageSummary } from '../../../src/engine/port/engine-answers.ts';
import { containerId, imageId, stepId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { EMPTY_IMAGE } from '../../support/empty-image.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const [NOW, OLD, PG, FORMER, LOCKED] = ['a', 'b', 'c', 'd', 'e'].map((digit) =>
  imageId(`sha256:${digit.repeat(64)}`),
) as [ImageSummary['id'], ImageSummary['id'], ImageSummary['id'], ImageSummary['id'], ImageSummary['id']];
const DIGEST = `sha256:${'9'.repeat(64)}`;

let folder: string;
let home: string;
let engine: RecordingEngine;
const labels = { [LABEL.project]: 'shop', [LABEL.service]: 'web' };

const image = (id: ImageSummary['id'], tags: readonly string[], others: Partial<ImageSummary> = {}) => ({
  id,
  tags,
  digests: [],
  sizeBytes: 5_000_000,
  sharedBytes: 2_000_000,
  createdAt: 0,
  ...others,
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gantry-prune-'));
  folder = aFolder({
    'compose.yaml': `name: shop
services:
  web: {build: .}
  db: {image: "postgres:16.4", profiles: [later]}
`,
    'compose.lock.yaml': `version: 1
inputs: sha256:${'0'.repeat(64)}
images:
  postgres:16.4:
    digest: ${DIGEST}
    since: "2026-01-01T00:00:00Z"
`,
  });
  engine = new RecordingEngine();
  engine.listImageSummaries = async () => [
    image(NOW, ['shop-web:latest'], { labels }),
    image(OLD, [], { labels }),
    image(PG, ['postgres:16.4']),
    image(FORMER, ['postgres:16.1']),
    image(LOCKED, [], { digests: [`postgres@${DIGEST}`], labels }),
    image(imageId('sha256:f'), ['foreign:1']),
  ];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(home, { recursive: true });
});

const place = (): RanPlace => ({
  environment: new Map([['XDG_STATE_HOME', home]]),
  endpoint: engine.endpoint,
  project: 'shop',
});

/** A container of this image is removed. */
function ran(project: string, id: ImageSummary['id'], name: string): void {
  const container = anObservedContainer('db', { imageId: id, image: name });
  const operation = {
    kind: 'remove-container',
    container: { id: container.id },
    name: container.name,
    withVolumes: false,
  } as const;
  const step = { id: stepId(1), operation, after: [], cause: { kind: 'missing' } } as const;
  const plan: Plan = { verb: 'up', project, steps: [step], unchanged: [], warnings: [] };
  recordRan(place(), plan, anObserved({ containers: [container] }));
}

async function pruned(words = '', project = '') {
  const codes: number[] = [];
  const renderer = { handle: () => undefined, printAbove: () => undefined, close: () => {} };
  const made = aCli(folder, {
    engine,
    environment: { XDG_STATE_HOME: home },
    globals: { dryRun: words.includes('--dry-run'), ...(project !== '' && { projectName: project }) },
  });
  const cli = {
    ...made,
    renderer: async () => renderer,
    exitWith: (code: number) => {
      codes.push(code);
    },
  };
  const typed = words.split(' ').filter((word) => word !== '' && word !== '--dry-run');
  await prune.command(cli).parseAsync(typed, { from: 'user' });
  const changes = engine.calls.filter((call) => call.startsWith('remove'));
  return { code: codes[0], ...made.written, changes };
}

test('prune removes what lost its name and what ran before, and nothing that a profile or the lock file needs', async () => {
  ran('shop', FORMER, 'postgres:16.1');

  expect(await pruned('--yes')).toMatchObject({
    code: 0,
    changes: [`remove image bbbbbbbbbbbb if it is ${OLD}`, `remove image postgres:16.1 if it is ${FORMER}`],
  });
  expect(readdirSync(join(home, 'gantry/ran'))).toEqual([]);
});

test('prune tells how much it has removed', async () => {
  ran('shop', FORMER, 'postgres:16.1');

  expect((await pruned('--yes')).stderr).toMatch(/^Removed 2 images, at least 6 MB$/m);
});

test('prune says once, as all commands do, that there is nothing to do', async () => {
  engine.listImageSummaries = async () => [];

  expect((await pruned('--yes')).stderr).toBe('');
});

test('prune --dry-run shows what would go, with its size, and changes nothing', async () => {
  const { stdout, changes, code } = await pruned('--dry-run');

  expect(stdout).toContain(
    'image bbbbbbbbbbbb: remove (3 MB) because nothing uses it any more: built for service web',
  );
  expect(stdout).not.toContain('postgres:16.1');
  expect([code, changes]).toEqual([0, []]);
});

test('prune asks, and refuses where nobody can answer', async () => {
  await expect(pruned()).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining('Nobody can be asked here: Remove 1 image and free at least 3 MB?'),
  });
  expect(engine.calls.filter((call) => call.startsWith('remove'))).toEqual([]);
});

test('of two projects that ran an image the last one removes it', async () => {
  ran('shop', FORMER, 'postgres:16.1');
  ran('blog', FORMER, 'postgres:16.1');

  expect((await pruned('--yes')).changes).toEqual([`remove image bbbbbbbbbbbb if it is ${OLD}`]);
  expect(readRan(place())).toEqual(new Map());
  expect([...readRan({ ...place(), project: 'blog' }).keys()]).toEqual([FORMER]);
});

test('prune refuses when the lock file cannot be read, as nobody knows then what it has', async () => {
  rmSync(join(folder, 'compose.lock.yaml'));
  const broken = aFolder({
    'compose.yaml': 'name: shop\nservices: {web: {build: .}}\n',
    'compose.lock.yaml': 'a: [',
  });
  rmSync(folder, { recursive: true });
  folder = broken;

  await expect(pruned('--yes')).rejects.toMatchObject({ name: 'SpecError' });
});

test('a former name by a template of the files is the name of the project, and any other is not', async () => {
  rmSync(folder, { recursive: true });
  folder = aFolder({
    'compose.yaml': `name: shop
x-gantry: {tags: ['localhost:5000/a.b/{service}:{git-short}']}
services: {web: {build: .}}
`,
  });
  const made = (id: string, tag: string) => image(imageId(`sha256:${id}`), [tag], { labels });
  engine.listImageSummaries = async () => [
    made('1', 'localhost:5000/a.b/web:0123456789ab'),
    made('2', 'localhost:5000/axb/web:0123456789ab'),
    made('3', 'localhost:5000/a.b/other:1'),
  ];

  expect((await pruned('--yes')).changes).toEqual([
    'remove image localhost:5000/a.b/web:0123456789ab if it is sha256:1',
  ]);
});

test('with a name alone prune takes only what has no tag', async () => {
  const { changes } = await pruned('--yes', 'shop');

  expect(changes).toContain(`remove image bbbbbbbbbbbb if it is ${OLD}`);
  expect(changes.join()).not.toContain('shop-web');
});

test('a plan that removes no container writes down nothing', () => {
  recordRan(
    place(),
    { verb: 'up', project: 'shop', steps: [], unchanged: [], warnings: [] },
    anObserved({ containers: [anObservedContainer('web', { id: containerId('x') })] }),
  );

  expect(readdirSync(home)).toEqual([]);
});

test('prune says when what was written down of the images that ran is damaged', async () => {
  ran('other', FORMER, 'postgres:16.1');
  const [record = ''] = readdirSync(join(home, 'gantry/ran'));
  const before = await pruned('--dry-run');
  appendFileSync(join(home, 'gantry/ran', record), 'rubbish\n');
  const { stdout, stderr } = await pruned('--dry-run');

  expect(before.stdout + before.stderr).not.toContain('damaged');
  expect(stdout + stderr).toContain('that other ran is damaged');
});

test('prune leaves what somebody has built from an image of the project, whose labels it has', async () => {
  const details = (layers: readonly string[]) => ({ ...EMPTY_IMAGE, id: NOW, layers });
  engine.inspectImage = async (id) => details(id === NOW ? ['a'] : id === OLD ? ['a', 'b'] : ['c']);
  expect((await pruned('--yes')).changes).toEqual([]);

  engine.inspectImage = async (id) => details(id === NOW ? ['a', 'new'] : ['a', 'b']);
  expect((await pruned('--yes')).changes).toEqual([`remove image bbbbbbbbbbbb if it is ${OLD}`]);
});
