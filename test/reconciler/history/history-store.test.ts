import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import {
  addRelease,
  type HistoryEngine,
  nextNumber,
  openHistory,
  readHistory,
  replaceRelease,
} from '../../../src/reconciler/history/history-store.ts';
import { MOST_BYTES, writeRelease } from '../../../src/reconciler/history/release-file.ts';
import { aRelease } from '../../support/a-kept-release.ts';
import { entriesOf } from '../../support/tar-entries.ts';

const never = new AbortController().signal;

/** One container with a volume, both in memory; `docker container prune` is `containers.clear()`. */
class StoreEngine implements HistoryEngine {
  readonly calls: string[] = [];
  readonly containers = new Set<string>();
  readonly files = new Map<string, Buffer>();
  hasImage = false;

  createContainer: Engine['createContainer'] = async (name) => {
    this.calls.push('create');
    if (!this.hasImage) throw refused('no such image', 404);
    if (this.containers.has(name)) throw refused('name is in use', 409);
    this.containers.add(name);
    return { id: Object(name), warnings: [] };
  };
  loadImages: Engine['loadImages'] = async () => {
    this.calls.push('load');
    this.hasImage = true;
  };
  getArchive: Engine['getArchive'] = async (id) => {
    this.calls.push('get');
    if (!this.containers.has(id)) throw refused('no such container', 404);
    const archive = pack();
    archive.entry({ name: 'history/', type: 'directory' });
    for (const [name, bytes] of this.files) archive.entry({ name: `history/${name}` }, bytes);
    archive.finalize();
    return Readable.from(archive, { objectMode: false });
  };
  putArchive: Engine['putArchive'] = async (_id, _path, archive) => {
    this.calls.push('put');
    if (!Buffer.isBuffer(archive)) throw new Error('it is no buffer');
    for (const { path, content } of await entriesOf(archive)) this.files.set(path, content);
  };
}

const refused = (message: string, status: number) => new EngineError('engine-refused', message, { status });

let engine: StoreEngine;
beforeEach(() => {
  engine = new StoreEngine();
});

/** Writes so many releases, one after another, as commands do. */
async function keep(count: number, kept: number, model: boolean = true): Promise<void> {
  for (let done = 0; done < count; done++) {
    const history = await openHistory(engine, 'shop', true, never);
    const { model: own, ...bare } = aRelease({ number: nextNumber(history) });
    await addRelease(engine, history, model && own ? { ...bare, model: own } : bare, kept);
  }
}

const numbers = async (): Promise<readonly number[]> =>
  ((await readHistory(engine, 'shop'))?.releases ?? []).map(({ number }) => number);

test('a release is there again as it was written, and takes one call to read and one to write', async () => {
  await keep(1, 20);
  engine.calls.length = 0;
  const release = aRelease({ number: 2, verb: 'scale' });
  await addRelease(engine, await openHistory(engine, 'shop', true, never), release, 20);
  expect(engine.calls).toEqual(['get', 'put']);
  expect((await readHistory(engine, 'shop'))?.releases[1]).toEqual(release);
});

test('the place is made when there is none, with an image that nobody has to pull', async () => {
  await keep(1, 20);
  expect(engine.calls).toEqual(['get', 'create', 'load', 'create', 'get', 'put']);
});

test('where the engine has listed no volume, there is nothing to read', async () => {
  await addRelease(engine, await openHistory(engine, 'shop', false, never), aRelease({ number: 1 }), 20);
  expect(engine.calls).toEqual(['create', 'load', 'create', 'put']);
});

test('what somebody else has kept meanwhile is read all the same', async () => {
  await keep(3, 20);
  expect((await openHistory(engine, 'shop', false, never)).releases).toHaveLength(3);
});

test('what was kept is found again when somebody removed the container alone', async () => {
  await keep(3, 20);
  engine.containers.clear();
  expect(await readHistory(engine, 'shop')).toBeUndefined();
  expect((await openHistory(engine, 'shop', true, never)).releases).toHaveLength(3);
});

test('only the newest are kept, and numbers go on', async () => {
  await keep(7, 3);
  expect(await numbers()).toEqual([5, 6, 7]);
  await keep(1, 2);
  expect(await numbers()).toEqual([7, 8]);
});

test('there are never more files than one more than are kept', async () => {
  await keep(50, 3);
  expect(engine.files.size).toBeLessThanOrEqual(4);
});

test('changes without a model push out no release', async () => {
  await keep(2, 3);
  await keep(9, 3, false);
  expect(await numbers()).toEqual([1, 2, 9, 10, 11]);
});

test('a damaged file is told, hides no other release, and makes room for the next one', async () => {
  await keep(3, 20);
  engine.files.set('002.json.gz', Buffer.from('no archive'));
  const history = await readHistory(engine, 'shop');
  expect(history?.releases.map(({ number }) => number)).toEqual([1, 3]);
  expect(history?.unreadable).toEqual([{ file: '002.json.gz', why: 'damaged' }]);
  await keep(1, 20);
  expect(await numbers()).toEqual([1, 3, 4]);
  expect((await readHistory(engine, 'shop'))?.unreadable).toEqual([]);
});

test('a release of a newer gantry keeps its number and its file', async () => {
  await keep(1, 20);
  const { gzipSync } = await import('node:zlib');
  const newer = { gantry: 'release', format: 2, number: 7, savedBy: '9.1.0', project: 'shop' };
  engine.files.set('002.json.gz', gzipSync(JSON.stringify(newer)));
  await keep(1, 20);
  expect(await numbers()).toEqual([1, 8]);
  expect((await readHistory(engine, 'shop'))?.unreadable).toEqual([
    { file: '002.json.gz', number: 7, savedBy: '9.1.0', why: 'newer' },
  ]);
});

test('a release of another project is told as that', async () => {
  await keep(1, 20);
  engine.files.set('002.json.gz', writeRelease(aRelease({ number: 2, project: 'other' })));
  expect((await readHistory(engine, 'shop'))?.unreadable).toEqual([
    expect.objectContaining({ number: 2, why: 'of-another-project' }),
  ]);
});

test('a release whose model is another project is told as that, since a rollback to it would change that project', async () => {
  await keep(1, 20);
  const { model } = aRelease();
  const other = aRelease({ number: 2, ...(model && { model: { ...model, file: { name: 'other' } } }) });
  engine.files.set('002.json.gz', writeRelease(other));
  expect((await readHistory(engine, 'shop'))?.unreadable).toEqual([
    expect.objectContaining({ number: 2, why: 'of-another-project' }),
  ]);
});

test('a file that is longer than any release is passed over', async () => {
  await keep(1, 20);
  engine.files.set(
    '002.json.gz',
    Buffer.concat([writeRelease(aRelease({ number: 2 })), Buffer.alloc(MOST_BYTES)]),
  );
  await keep(1, 20);
  expect(await numbers()).toEqual([1, 2]);
});

test('a file whose name has more digits than gantry writes is left alone', async () => {
  engine.files.set('99999999999999999999.json.gz', Buffer.alloc(0));
  await keep(2, 20);
  expect(await numbers()).toEqual([1, 2]);
});

test.each([
  ['no number', { number: undefined }],
  ['a number that is none', { number: -1 }],
  ['no time', { at: 'yesterday' }],
  ['no author', { by: null }],
  ['lists that are none', { changes: {} }],
  ['volumes that are no list', { trashedVolumes: 'data' }],
  ['a model without images', { model: { file: {}, configFiles: [], envFiles: [] } }],
  ['containers that are none', { before: [null] }],
  ['changes that are no text', { changes: [{}] }],
  ['images that are none', { model: { ...aRelease().model, images: { busybox: null } } }],
  ['services that are none', { model: { ...aRelease().model, file: { name: 'shop', services: 5 } } }],
  ['a folder that is no text', { model: { ...aRelease().model, workingDir: 5 } }],
  ['a scale that is no number', { model: { ...aRelease().model, scale: { web: 'x' } } }],
  ['more containers than there can be', { model: { ...aRelease().model, scale: { web: 1e9 } } }],
  ['a number with no room for the next one', { number: Number.MAX_SAFE_INTEGER }],
])('a release with %s is damaged', async (_, wrong) => {
  await keep(1, 20);
  const { gzipSync } = await import('node:zlib');
  const written = { gantry: 'release', format: 1, ...aRelease({ number: 2 }), ...wrong };
  engine.files.set('002.json.gz', gzipSync(JSON.stringify(written)));
  expect((await readHistory(engine, 'shop'))?.unreadable).toMatchObject([{ why: 'damaged' }]);
});

test('what is to be said of a release later replaces it', async () => {
  const history = await openHistory(engine, 'shop', true, never);
  const release = aRelease({ number: 1 });
  const file = await addRelease(engine, history, release, 20);
  await replaceRelease(engine, file, { ...release, outcome: 'failed' });
  expect((await readHistory(engine, 'shop'))?.releases).toMatchObject([{ number: 1, outcome: 'failed' }]);
});

test('a release of 50 services takes less than 20 KB', () => {
  const names = Array.from({ length: 50 }, (_, index) => `service-${index}`);
  const digits = (what: string): string => createHash('sha256').update(what).digest('hex');
  const services = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        image: `registry.example/team/${name}:1.${index}`,
        command: ['serve', '--port', String(8000 + index)],
        depends_on: { [`service-${index + 1}`]: { condition: 'service_healthy', required: true } },
        environment: Object.fromEntries(
          Array.from({ length: 10 }, (_, at) => [`SETTING_${at}`, digits(`${name} ${at}`).slice(0, 8)]),
        ),
        healthcheck: { test: ['CMD', 'wget', '-q', `localhost:${8000 + index}`], interval: '10s' },
        networks: { default: null },
        ports: [{ mode: 'ingress', target: 8000 + index, published: String(8000 + index), protocol: 'tcp' }],
        volumes: [{ type: 'volume', source: `data-${index}`, target: '/data', volume: {} }],
      },
    ]),
  );
  const containers = names.map((name) => ({
    id: digits(name).slice(0, 12),
    name: `shop-${name}-1`,
    service: name,
    isRunning: true,
    anonymous: { '/cache': digits(`${name} cache`) },
  }));
  const { model } = aRelease();
  const release = aRelease({
    ...(model && {
      model: {
        ...model,
        file: { name: 'shop', services },
        images: Object.fromEntries(
          names.map((name) => [
            name,
            { id: `sha256:${digits(name)}`, digests: [`${name}@sha256:${digits(`${name} digest`)}`] },
          ]),
        ),
        hashes: Object.fromEntries(names.map((name) => [name, digits(`${name} hash`).slice(0, 12)])),
      },
    }),
    before: containers,
    after: containers.map((container) => ({ ...container, id: digits(container.id).slice(0, 12) })),
    changes: names.map((name) => `Container shop-${name}-1: replace because image changed`),
  });
  expect(writeRelease(release).length).toBeLessThan(20_000);
});
