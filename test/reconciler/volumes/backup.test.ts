import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BackupOrder } from '../../../src/model/backup.ts';
import type { ContainerRequest, VolumeRequest } from '../../../src/model/container-request.ts';
import { containerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { checkBackup } from '../../../src/reconciler/volumes/read-backup.ts';
import {
  type RestoreEngine,
  restoreDump,
  restoreVolume,
} from '../../../src/reconciler/volumes/restore-volume.ts';
import { type BackupEngine, writeBackup } from '../../../src/reconciler/volumes/write-backup.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

type Entry = Partial<Header> & Pick<Header, 'name'> & { readonly content?: string };

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content, ...header } of entries)
    archive.entry({ mtime: new Date(0), ...header }, content ?? '');
  archive.finalize();
  return buffer(archive);
}

const frame = (stream: 1 | 2, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

/** Volumes with one archive each, and containers that only reach them. */
class World implements BackupEngine, RestoreEngine {
  readonly volumes = new Map<string, Buffer>();
  readonly labels = new Map<string, VolumeRequest['Labels']>();
  readonly containers = new Map<string, ContainerRequest>();
  running: readonly ObservedContainer[] = [];
  onRead: () => void = () => {};
  garbles = false;
  exec: { readonly output: Buffer; readonly exitCode: number } = { output: Buffer.alloc(0), exitCode: 0 };
  readonly typed: Buffer[] = [];

  listVolumes = async () =>
    [...this.volumes.keys()].map((name) => ({ name, driver: 'local', labels: this.labels.get(name) ?? {} }));
  createVolume = async ({ Name, Labels }: VolumeRequest) => {
    this.volumes.set(Name, Buffer.alloc(0));
    this.labels.set(Name, Labels);
    return Labels;
  };
  removeVolume = async (name: string) => void this.volumes.delete(name);
  createContainer = async (name: string, container: ContainerRequest) => {
    this.containers.set(name, container);
    return { id: containerId(name), warnings: [] };
  };
  removeContainer = async (id: string) => void this.containers.delete(id);
  loadImages = async () => {};
  removeImage = async () => {};
  getArchive = async (id: string) => {
    this.onRead();
    return Readable.from([this.volumes.get(this.#volumeOf(id)) ?? Buffer.alloc(0)]);
  };
  putArchive = async (id: string, _: string, archive: Readable | Buffer) => {
    const all = await buffer(Readable.from(archive));
    this.volumes.set(this.#volumeOf(id), this.garbles ? all.fill('x', 0, 4) : all);
  };
  listContainers = async () => this.running;
  /** By itself a container may be another one than in the list. */
  state: ObservedContainer['state'] | undefined;
  inspectContainer = new RecordingEngine({
    inspect: (id) => ({ state: this.state ?? this.running.find((one) => one.id === id)?.state ?? 'running' }),
  }).inspectContainer;
  subscribe = async () => ({ ended: Promise.resolve(), close: () => {} });
  createExec = async () => 'exec';
  startExec = async () => {
    const { exec, typed } = this;
    return new Duplex({
      read() {
        if (exec.output.length > 0) this.push(exec.output);
        this.push(null);
      },
      write(chunk, _encoding, done) {
        typed.push(chunk);
        done();
      },
    });
  };
  inspectExec = async () => ({ running: false, started: true, exitCode: this.exec.exitCode });

  #volumeOf(id: string): string {
    return this.containers.get(id)?.HostConfig.Mounts?.[0]?.Source ?? '';
  }
}

let folder: string;
let world: World;
let path: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gt-backup-'));
  path = join(folder, 'app.tar');
  world = new World();
  world.volumes.set(
    'app_data',
    await tarOf([
      { name: 'app_data/', type: 'directory', mode: 0o700, uid: 70 },
      { name: `app_data/${'long'.repeat(60)}`, content: 'x'.repeat(700) },
      { name: 'app_data/a', content: 'text', uid: 999, mode: 0o4750 },
      { name: 'app_data/hard', type: 'link', linkname: 'app_data/a' },
      { name: 'app_data/soft', type: 'symlink', linkname: '/etc/passwd' },
    ]),
  );
  world.volumes.set('app_cache', await tarOf([{ name: 'app_cache/', type: 'directory' }]));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const volume = (name: string) => ({ folder: name, name, writers: 'nobody' as const });
const order = (more: Partial<BackupOrder> = {}): BackupOrder => ({
  to: path,
  replaces: false,
  compression: 'none',
  manifest: {
    version: 1,
    project: 'app',
    madeAt: '2026-12-02T05:00:00.000Z',
    madeBy: 'gantry 0.1.0',
    parts: [
      { kind: 'volume', folder: 'app_data', name: 'app_data', labels: { [LABEL.volume]: 'data' } },
      { kind: 'volume', folder: 'app_cache', name: 'app_cache', labels: {} },
    ],
  },
  volumes: [volume('app_data'), volume('app_cache')],
  dumps: [],
  ...more,
});
const context = () => ({
  engine: world,
  signal: new AbortController().signal,
  onProgress: () => {},
});
const check = () => checkBackup(path, () => {});
const request = { Name: 'again', Labels: { [LABEL.project]: 'app' } };
const sectionOf = async (part: string) => {
  const section = (await check()).sections.get(part);
  if (!section) throw new Error(`no ${part}`);
  return section;
};

describe('writeBackup()', () => {
  test.each(['none', 'gzip'] as const)('gives back every byte of a volume (%s)', async (compression) => {
    await writeBackup(order({ compression }), context());

    const { manifest, sections } = await check();
    expect(manifest).toEqual(order().manifest);
    expect([...sections.keys()]).toEqual(['app_data', 'app_cache']);
    await restoreVolume({ request, from: path, section: await sectionOf('app_data') }, context());
    expect(world.volumes.get('again')).toEqual(world.volumes.get('app_data'));
    expect([...world.volumes.keys()]).toEqual(['app_data', 'app_cache', 'again']);
    expect(world.containers.size).toBe(0);
  });

  test('leaves a file that only its owner may read, and nothing beside it', async () => {
    await writeBackup(order(), context());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['app.tar']);
  });

  test('takes the place of no file unless it may', async () => {
    writeFileSync(path, 'mine');
    await expect(writeBackup(order(), context())).rejects.toThrow('cannot be written');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['app.tar']);
    await writeBackup(order({ replaces: true }), context());
    expect((await check()).manifest.project).toBe('app');
  });

  test('leaves nothing when the files of a volume end in the middle', async () => {
    world.volumes.set('app_data', (world.volumes.get('app_data') ?? Buffer.alloc(0)).subarray(0, 2000));
    await expect(writeBackup(order(), context())).rejects.toThrow('end in the middle');
    expect(readdirSync(folder)).toEqual([]);
    expect(world.containers.size).toBe(0);
  });

  test('throws it away when somebody began to write meanwhile, and puts up with who is paused', async () => {
    const mounts = [{ type: 'volume', name: 'app_data', source: '', target: '/x' }];
    world.onRead = () => {
      world.running = [anObservedContainer('db', { mounts })];
    };
    await expect(writeBackup(order(), context())).rejects.toMatchObject({ code: 'copy-failed' });
    await expect(writeBackup(order(), context())).rejects.toMatchObject({ code: 'source-in-use' });
    expect(readdirSync(folder)).toEqual([]);
    world.onRead = () => {};
    world.running = [anObservedContainer('db', { mounts, state: 'paused' })];
    const paused = { ...volume('app_data'), writers: 'paused' as const };
    await writeBackup(order({ volumes: [paused, volume('app_cache')] }), context());
    expect(readdirSync(folder)).toEqual(['app.tar']);
  });

  test('reads the volumes of who has just stopped, of whom only the list says that he runs', async () => {
    world.running = [
      anObservedContainer('db', {
        mounts: [{ type: 'volume', name: 'app_data', source: '', target: '/x' }],
      }),
    ];
    world.state = 'exited';
    await writeBackup(order(), context());
    expect(readdirSync(folder)).toEqual(['app.tar']);
  });

  const dump = {
    folder: 'db.dump',
    service: 'db',
    container: containerId('db'),
    name: 'app-db-1',
    command: ['dump'],
  };
  const ofDump = (): BackupOrder => ({
    ...order(),
    manifest: { ...order().manifest, parts: [{ kind: 'dump', folder: 'db.dump', service: 'db' }] },
    volumes: [],
    dumps: [dump],
  });

  test('keeps what a command writes, and gives it to another one', async () => {
    const text = 'insert into t;\n'.repeat(100_000);
    const output = Buffer.concat([
      frame(1, text.slice(0, 700_000)),
      frame(2, 'notice'),
      frame(1, text.slice(700_000)),
    ]);
    world.exec = { output, exitCode: 0 };
    await writeBackup(ofDump(), context());
    world.exec = { output: Buffer.alloc(0), exitCode: 0 };
    const restore = {
      from: path,
      section: await sectionOf('db.dump'),
      container: { id: containerId('db') },
      name: 'app-db-1',
      command: ['load'],
    };
    await restoreDump(restore, containerId('db'), context());
    expect(Buffer.concat(world.typed).toString()).toBe(text);
    world.exec = { output: frame(2, 'no such table\n'), exitCode: 3 };
    await expect(restoreDump(restore, containerId('db'), context())).rejects.toMatchObject({
      code: 'backup-failed',
      output: ['no such table'],
    });
  });

  test('is none when the command fails', async () => {
    world.exec = { output: Buffer.concat([frame(1, 'half'), frame(2, 'connection refused\n')]), exitCode: 1 };
    await expect(writeBackup(ofDump(), context())).rejects.toMatchObject({
      code: 'backup-failed',
      output: ['connection refused'],
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('restoreVolume()', () => {
  test('leaves nothing when what was written is not what is in the backup', async () => {
    await writeBackup(order(), context());
    const section = await sectionOf('app_data');
    world.garbles = true;
    await expect(restoreVolume({ request, from: path, section }, context())).rejects.toMatchObject({
      code: 'copy-failed',
    });
    expect([...world.volumes.keys()]).toEqual(['app_data', 'app_cache']);
  });

  test('refuses a file that was changed since it was checked', async () => {
    await writeBackup(order(), context());
    const section = { ...(await sectionOf('app_data')), sha256: '0'.repeat(64) };
    await expect(restoreVolume({ request, from: path, section }, context())).rejects.toMatchObject({
      code: 'bad-backup',
    });
    expect([...world.volumes.keys()]).toEqual(['app_data', 'app_cache']);
  });

  test('makes half a one anew', async () => {
    await writeBackup(order(), context());
    world.volumes.set('again', Buffer.from('half'));
    world.volumes.set('again_copying', Buffer.alloc(0));
    const section = await sectionOf('app_cache');
    await restoreVolume({ request, from: path, section, replacesHalf: true }, context());
    expect(world.volumes.get('again')).toEqual(world.volumes.get('app_cache'));
    expect(world.volumes.has('again_copying')).toBe(false);
  });
});

describe('checkBackup() refuses', () => {
  test.each(['none', 'gzip'] as const)(
    'a file of which any byte is another one (%s)',
    async (compression) => {
      await writeBackup(order({ compression }), context());
      const whole = readFileSync(path);
      let refused = 0;
      const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * whole.length) / 60));
      for (const place of places) {
        const damaged = Buffer.from(whole);
        damaged[place] = (damaged[place] ?? 0) ^ 0x55;
        writeFileSync(path, damaged);
        const outcome = await check().then(
          () => 'taken',
          (error: { code?: string }) => error.code,
        );
        // The time in the header of gzip says nothing of the content.
        if (outcome === 'bad-backup') refused += 1;
        else expect(outcome).toBe('taken');
      }
      expect(refused).toBeGreaterThanOrEqual(compression === 'gzip' ? places.length - 2 : places.length - 3);
    },
  );

  test('a file that ends anywhere before its end', async () => {
    await writeBackup(order(), context());
    const whole = readFileSync(path);
    for (let size = 0; size < whole.length - 1024; size += 401) {
      writeFileSync(path, whole.subarray(0, size));
      await expect(check(), `${size}`).rejects.toMatchObject({ code: 'bad-backup' });
    }
  });

  const manifest = (more: object = {}) => ({
    name: 'gantry/backup.json',
    content: JSON.stringify({ gantry: 'backup', ...order().manifest, ...more }),
  });
  test.each<readonly [string, readonly Entry[]]>([
    ['outside of its volume', [manifest(), { name: 'app_data/../../etc/passwd', content: 'x' }]],
    ['in no part of it', [manifest(), { name: '../etc/passwd', content: 'x' }]],
    ['in no part of it', [manifest(), { name: '/etc/passwd', content: 'x' }]],
    ['in no part of it', [manifest(), { name: 'other/x', content: 'x' }]],
    ['a device', [manifest(), { name: 'app_data/sda', type: 'block-device', devmajor: 8, devminor: 0 }]],
    ['a device', [manifest(), { name: 'app_data/mem', type: 'character-device', devmajor: 1, devminor: 1 }]],
    [
      'a link to what is outside',
      [manifest(), { name: 'app_data/x', type: 'link', linkname: '/etc/shadow' }],
    ],
    [
      'a link to what is outside',
      [manifest(), { name: 'app_data/x', type: 'link', linkname: 'app_data/../../etc/shadow' }],
    ],
    ['there twice', [manifest(), { name: 'app_data/' }, { name: 'app_cache/' }, { name: 'app_data/x' }]],
    ['its version is 2', [manifest({ version: 2 }), { name: 'app_data/' }]],
    ['no checksums', [manifest(), { name: 'app_data/', type: 'directory' }]],
    ['no backup: it does not begin with', [{ name: 'app_data/', type: 'directory' }]],
    ['its lists are damaged', [{ ...manifest(), content: '{' }, { name: 'app_data/' }]],
    ['a part that no backup has', [manifest({ parts: [{ kind: 'volume', folder: '../x', name: 'x' }] })]],
    ['a part that no backup has', [manifest({ parts: [{ kind: 'volume', folder: 'x', name: '-v/:/x' }] })]],
  ])('what is %s', async (why, entries) => {
    writeFileSync(path, await tarOf(entries));
    await expect(check()).rejects.toMatchObject({
      code: 'bad-backup',
      message: expect.stringContaining(why),
    });
  });

  test.each(['nothing but zeros', 'a backup with zeros without an end behind it'])('%s', async (what) => {
    if (what.startsWith('a backup')) await writeBackup(order(), context());
    else writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
    await expect(check()).rejects.toMatchObject({ code: 'bad-backup' });
  });

  test('no backup with what a program fills up its last record with', async () => {
    await writeBackup(order(), context());
    truncateSync(path, statSync(path).size + 3 * 2 ** 20);
    expect((await check()).sections.size).toBeGreaterThan(0);
  });

  test('what is no archive at all, and what is not there', async () => {
    writeFileSync(path, 'hello, this is no archive'.repeat(100));
    await expect(check()).rejects.toThrow('it is no tar archive');
    rmSync(path);
    await expect(check()).rejects.toThrow('cannot be read');
  });
});
