import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import zlib, { gzipSync } from 'node:zlib';
import { extract, type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chainsOf, omittable } from '../../../src/cli/bundle/layer-chains.ts';
import { makeBundle } from '../../../src/cli/bundle/make-bundle.ts';
import { packBundle } from '../../../src/cli/bundle/pack-bundle.ts';
import { type UnbundleOptions, unbundle } from '../../../src/cli/bundle/unbundle.ts';
import { gantry } from '../../../src/diagnostics/hint.ts';
import { type ImageId, imageId } from '../../../src/model/ids.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { EMPTY_IMAGE } from '../../support/empty-image.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

interface Made {
  readonly header: Partial<Header> & { readonly name: string };
  readonly content: string | Buffer;
}

async function tar(entries: readonly Made[]): Promise<Buffer> {
  const archive = pack();
  for (const { header, content } of entries) archive.entry(header, content);
  archive.finalize();
  return buffer(archive);
}

async function untar(archive: Buffer): Promise<Map<string, Buffer>> {
  const reader = extract();
  Readable.from([archive]).pipe(reader);
  const found = new Map<string, Buffer>();
  for await (const entry of reader) found.set(entry.header.name, await buffer(entry));
  return found;
}

async function* pieces(archive: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < archive.length; at += 512) yield archive.subarray(at, at + 512);
}

const BASE = 'a layer of both';
const OWN = 'a layer of one '.repeat(1000);
const CONFIGS = ['the configuration of web', 'the configuration of db'];
const [WEB, DB] = CONFIGS.map((config) => imageId(`sha256:${sha256(config)}`)) as [ImageId, ImageId];
const blob = (content: string) => ({ header: { name: `blobs/sha256/${sha256(content)}` }, content });
const path = (content: string): string => blob(content).header.name;
const layer = (content: string): string => `sha256:${sha256(content)}`;
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  [WEB]: [layer(BASE), layer(OWN)],
  [DB]: [layer(BASE)],
};

/** What an engine saves of the two images: a layer that both have is there once. */
const saved = (): Promise<Buffer> =>
  tar([
    ...[...CONFIGS, BASE, OWN].map(blob),
    { header: { name: 'index.json' }, content: '{}' },
    {
      header: { name: 'manifest.json' },
      content: JSON.stringify([
        { Config: path(CONFIGS[0] ?? ''), RepoTags: null, Layers: [path(BASE), path(OWN)] },
        { Config: path(CONFIGS[1] ?? ''), RepoTags: ['others:1'], Layers: [path(BASE)] },
      ]),
    },
  ]);

const AN_ENGINE = {
  name: 'there',
  os: 'linux',
  rootDir: '/',
  storageDriver: 'overlay2',
  cgroupVersion: '2',
  securityOptions: [],
  cpus: 1,
  memoryBytes: 1,
  containers: 0,
  systemTime: '',
  warnings: [],
  runtimes: [],
  isSwarm: false,
};

/** An engine with images by their names, which takes in what an archive has. */
class ImageEngine extends RecordingEngine {
  readonly images: Map<string, ImageId>;
  readonly loaded: Map<string, Buffer>[] = [];
  save = saved;
  storesInContainerd = false;

  constructor(images: Readonly<Record<string, ImageId>> = {}) {
    super();
    this.images = new Map(Object.entries(images));
  }
  override inspectImage = async (reference: string) => {
    const id = this.images.get(reference) ?? [...this.images.values()].find((one) => one === reference);
    return id && { ...EMPTY_IMAGE, platform: 'linux/amd64', id, layers: LAYERS[id] ?? [] };
  };
  override listImageSummaries = async () =>
    [...new Set(this.images.values())].map((id) => ({
      id,
      tags: [],
      digests: [],
      sizeBytes: 20_000,
      createdAt: 0,
    }));
  override saveImages = async () => Readable.from([await this.save()]);
  override loadImages = async (archive: Readable) => {
    const entries = await untar(await buffer(archive));
    this.loaded.push(entries);
    for (const { Config, RepoTags } of JSON.parse(String(entries.get('manifest.json'))))
      for (const name of RepoTags) this.images.set(name, imageId(`sha256:${Config.split('/')[2]}`));
  };
  override info = async () => ({ ...AN_ENGINE, storesInContainerd: this.storesInContainerd });
  override tagImage = async (id: string, name: string) => {
    this.images.set(name, imageId(id));
  };
}

const FILE = `name: shop
services:
  web:
    build: .
    env_file: [app.env]
    command: [serve, --password, hunter22]
    environment: {LEVEL: "\${LEVEL:-debug}", PRICE: "5$$", URL: "postgres://shop:hunter22@db/shop"}
    volumes: ["./run.sh:/run.sh", "./html:/html", "data:/data", "/var/run/docker.sock:/d.sock"]
    configs: [app, made]
    secrets: [token, fromenv]
  db:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: "\${PG}"}
volumes: {data: {}}
networks: {default: {external: true, name: front}}
configs: {app: {file: ./app.conf}, made: {content: "level=\${LEVEL:-debug}"}}
secrets: {token: {file: ./token}, fromenv: {environment: FROM}}
`;

let folder: string;
let elsewhere: string;
beforeEach(() => {
  folder = aFolder({
    'compose.yaml': FILE,
    'app.env': 'COLOUR=blue\nSMTP_PASSWORD=in-an-env-file\n',
    '.env': 'PG=hunter23\nFROM=hunter24\n',
    'app.conf': 'conf=1\n',
    'run.sh': '#!/bin/sh\n',
    token: 'hunter25\n',
    Dockerfile: 'FROM scratch\n',
  });
  mkdirSync(join(folder, 'html'));
  chmodSync(join(folder, 'run.sh'), 0o755);
  elsewhere = aFolder({ empty: '' });
});
afterEach(() => {
  for (const one of [folder, elsewhere]) rmSync(one, { recursive: true });
});

const source = () => new ImageEngine({ 'shop-web': WEB, 'postgres:16': DB });

async function bundled(output = 'shop.tar', engine: ImageEngine = source()): Promise<Buffer> {
  await makeBundle(aCli(folder, { engine }), [], { output, compress: 'none' });
  return readFileSync(join(folder, output));
}

async function taken(archive: Buffer, engine = new ImageEngine(), options: Partial<UnbundleOptions> = {}) {
  const cli = aCli(elsewhere, { engine });
  await unbundle(
    cli,
    undefined,
    { format: 'json', ...options },
    Readable.from([archive.subarray(0, 3), archive.subarray(3)]),
  );
  return JSON.parse(cli.written.stdout);
}

const here = (...parts: readonly string[]): string => join(elsewhere, 'shop', ...parts);

describe('bundle', () => {
  test('has the files, each layer once under names of its own, and checksums of everything', async () => {
    const entries = await untar(await bundled());

    expect([...entries.keys()]).toEqual([
      'gantry/bundle.json',
      'gantry/files/compose.yaml',
      'gantry/files/compose.lock.yaml',
      'gantry/files/run.sh',
      'gantry/files/app.conf',
      ...[...CONFIGS, BASE, OWN].map(path),
      'manifest.json',
      'gantry/checksums',
    ]);
    expect(JSON.parse(String(entries.get('manifest.json')))).toMatchObject([
      { RepoTags: [`postgres:16-bundle.${DB.slice(7, 19)}`] },
      { RepoTags: [`shop-web:bundle.${WEB.slice(7, 19)}`] },
    ]);
    const sums = [...entries].slice(0, -1).map(([name, content]) => `${sha256(content)}  ${name}\n`);
    expect(String(entries.get('gantry/checksums'))).toBe(sums.join(''));
  });

  test('has no secret, wherever it stands, and says what the other machine has to have', async () => {
    const archive = await bundled();
    const text = archive.toString('latin1');
    const { needs } = JSON.parse(String((await untar(archive)).get('gantry/bundle.json')));

    for (const secret of ['hunter22', 'hunter23', 'hunter24', 'hunter25', 'in-an-env-file'])
      expect(text).not.toContain(secret);
    expect(needs.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual([
      'file ./token',
      'file /var/run/docker.sock',
      'folder ./html',
      'network front',
      'variable COMMAND_2',
      'variable FROM',
      'variable POSTGRES_PASSWORD',
      'variable SMTP_PASSWORD',
      'variable URL',
    ]);
  });

  test('has no token that other texts and files repeat', async () => {
    const repeated = `      NOTE: "see tok_a1b2c3d4e5 here"
    labels: {note: "or tok_a1b2c3d4e5"}
    hostname: "h\${API_TOKEN}"
    configs: [app, made, inline, named, kept]
    image: web
`;
    writeFileSync(
      join(folder, 'compose.yaml'),
      `name: shop
services:
  web:
    environment:
      OWN_TOKEN: tok_a1b2c3d4e5
${repeated}configs:
  app: {file: ./app.conf}
  made: {content: "db_password=hunter22"}
  inline: {content: "is tok_a1b2c3d4e5"}
  named: {file: ./config.json}
  kept: {content: "level=debug"}
`,
    );
    writeFileSync(join(folder, '.env'), 'API_TOKEN=f6g7h8i9j0\n');
    writeFileSync(join(folder, 'app.conf'), '<server><pass>hunter23</pass></server>');
    writeFileSync(join(folder, 'config.json'), '{"auths": {"r.example": {"auth": "aHVudGVyMjQ="}}}');

    const archive = (await bundled('tokens.tar', new ImageEngine({ web: WEB }))).toString('latin1');
    for (const secret of ['a1b2c3d4e5', 'f6g7h8i9j0', 'hunter22', 'hunter23', 'aHVudGVyMjQ'])
      expect(archive).not.toContain(secret);
    expect(archive).toContain('level=debug');
  });

  test('has no file that changes what programs do: the other machine has to have it', async () => {
    const configs = ['.netrc', '.git/hooks/x', 'compose.override.yaml', 'conf/app.conf'];
    for (const name of configs) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), 'a=1');
    }
    const volumes = configs.map((name, index) => `"./${name}:/x${index}"`);
    writeFileSync(
      join(folder, 'own.yaml'),
      `name: shop\nservices: {web: {image: web, volumes: [${volumes.join(', ')}]}}\n`,
    );
    const engine = new ImageEngine({ web: WEB });
    const cli = aCli(folder, { engine, globals: { file: ['own.yaml'] } });
    await makeBundle(cli, [], { output: 'own.tar', compress: 'none' });
    const { files, needs } = JSON.parse(
      String((await untar(readFileSync(join(folder, 'own.tar')))).get('gantry/bundle.json')),
    );

    expect(files.map(({ path: name }: { path: string }) => name)).toEqual([
      'compose.yaml',
      'compose.lock.yaml',
      'conf/app.conf',
    ]);
    expect(needs.map(({ name }: { name: string }) => name)).toEqual([
      './.git/hooks/x',
      './.netrc',
      './compose.override.yaml',
    ]);
  });

  test.each([
    ['services.web.image', 'services: {web: {image: "web:${API_TOKEN}"}}'],
    ['services.web.labels', 'services: {web: {image: web, labels: ["x.${API_TOKEN}=1"]}}'],
    ['services.web.volumes.0.source', 'services: {web: {image: web, volumes: ["./${API_TOKEN}:/x"]}}'],
  ])('is refused where the name in %s has a secret in it', async (place, text) => {
    writeFileSync(join(folder, 'compose.yaml'), text);
    writeFileSync(join(folder, '.env'), 'API_TOKEN=f6g7h8i9j0\n');
    const engine = new ImageEngine({ web: WEB, 'web:f6g7h8i9j0': WEB });

    await expect(bundled('none.tar', engine)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(`name in ${place} `),
    });
  });

  test('of the same project twice is the same, and says what it lacks before it writes', async () => {
    expect(await bundled()).toEqual(await bundled('again.tar'));
    await expect(bundled('none.tar', new ImageEngine())).rejects.toMatchObject({
      code: 'image-not-found',
      message: expect.stringContaining('postgres:16, shop-web'),
    });
    expect(readdirSync(folder)).not.toContain('none.tar');
  });

  test('of the same images is the same, whatever else the engine saves and in which order it lists them', async () => {
    const engine = source();
    engine.save = async () => {
      const entries = [...(await untar(await saved()))].map(([name, content]) => ({
        header: { name, mtime: new Date(), uid: 7, mode: 0o600 },
        content:
          name === 'manifest.json' ? JSON.stringify(JSON.parse(String(content)).toReversed()) : content,
      }));
      return tar([...entries, blob('what an engine of another version adds')]);
    };

    expect((await bundled('others.tar', engine)).equals(await bundled())).toBe(true);
  });

  test('breaks off when the engine saves another content than it says', async () => {
    const engine = source();
    engine.save = async () => tar([{ header: blob(BASE).header, content: OWN }]);

    await expect(bundled('none.tar', engine)).rejects.toMatchObject({ code: 'bad-engine-answer' });
    expect(readdirSync(folder)).not.toContain('none.tar');
  });

  test('that breaks off leaves what was there under its name', async () => {
    writeFileSync(join(folder, 'shop.tar'), 'before');
    const engine = source();
    engine.saveImages = async () =>
      Readable.from(
        (async function* () {
          yield (await saved()).subarray(0, 2000);
          throw new Error('the engine went away');
        })(),
      );

    await expect(bundled('shop.tar', engine)).rejects.toThrow('the engine went away');
    expect(readFileSync(join(folder, 'shop.tar'), 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a full disk', () => {
  const noSpace = (): Error => Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
  /** Takes so much, and no more. */
  const full = (bytes: number): Writable => {
    let left = bytes;
    return new Writable({
      write(chunk: Buffer, _, done) {
        left -= chunk.length;
        done(left < 0 ? noSpace() : null);
      },
    });
  };

  test.each([0, 2000, 4000, 12_000])('ends a bundle after %i bytes as an error of its own', async (bytes) => {
    const images = Readable.from(pieces(await saved()));
    const index = { version: 1, project: 'shop', images: [], files: [], needs: [], contentBytes: 0 } as const;
    const { archive, digest } = packBundle({ index, files: new Map([['x', Buffer.alloc(3000)]]), images });

    await expect(pipeline(archive, full(bytes))).rejects.toThrow('ENOSPC');
    await expect(digest).rejects.toThrow();
    expect(images.destroyed).toBe(true);
  });
});

describe('unbundle', () => {
  test('loads the images, writes the files, and the second time has nothing to do', async () => {
    const engine = new ImageEngine();
    const archive = await bundled();

    expect(await taken(archive, engine)).toMatchObject({ project: 'shop', files: { total: 4 } });
    expect(statSync(here('run.sh')).mode & 0o777).toBe(0o755);
    expect(readFileSync(here('compose.yaml'), 'utf8')).toContain('PRICE: 5$$\n');
    expect(readFileSync(here('compose.yaml'), 'utf8')).toContain('LEVEL: debug\n');
    const again = await taken(archive, engine);
    expect(again.files.written).toEqual([]);
    expect([again.images.loaded, again.images.there.length]).toEqual([[], 2]);
    expect(engine.loaded).toHaveLength(1);
    expect(readdirSync(elsewhere)).toEqual(['empty', 'shop']);
  });

  test('gives the engine only what it lacks, and names what it has', async () => {
    const engine = new ImageEngine({ 'mine:1': DB });

    await taken(gzipSync(await bundled()), engine);

    const [first] = engine.loaded;
    expect([...(first ?? new Map()).keys()].toSorted()).toEqual(
      [path(CONFIGS[0] ?? ''), path(BASE), path(OWN), 'manifest.json'].toSorted(),
    );
    expect(engine.images.get(`postgres:16-bundle.${DB.slice(7, 19)}`)).toBe(DB);
  });

  test('reads what is compressed, whichever way this program can', async () => {
    for (const compress of [
      'gzip',
      ...(typeof zlib.createZstdCompress === 'function' ? ['zstd' as const] : []),
    ] as const) {
      await makeBundle(aCli(folder, { engine: source() }), [], { output: 'packed', compress });
      const archive = readFileSync(join(folder, 'packed'));

      expect((await taken(archive, new ImageEngine())).images.loaded).toHaveLength(2);
      await expect(taken(archive.subarray(0, -30))).rejects.toMatchObject({ code: 'bad-bundle' });
    }
  });

  test('changes nothing under --dry-run, nor when files there are others', async () => {
    const engine = new ImageEngine();
    const archive = await bundled();
    const cli = aCli(elsewhere, { engine, globals: { dryRun: true } });
    await unbundle(cli, join(folder, 'shop.tar'), { format: 'text' });
    expect(cli.written.stdout).toContain('would be loaded');
    expect(readdirSync(elsewhere)).toEqual(['empty']);

    mkdirSync(here());
    writeFileSync(here('app.conf'), 'mine');
    await expect(taken(archive, engine)).rejects.toMatchObject({ code: 'file-not-written' });
    expect(engine.loaded).toEqual([]);
    await taken(archive, engine, { force: true });
    expect(readFileSync(here('app.conf'), 'utf8')).toBe('conf=1\n');
  });

  test('replaces files as the bundle before wrote them, and none that somebody has changed', async () => {
    const engine = new ImageEngine();
    await taken(await bundled(), engine);
    writeFileSync(join(folder, 'app.conf'), 'conf=2\n');
    const june = await bundled('june.tar');
    writeFileSync(join(folder, 'app.conf'), 'conf=3\n');
    writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\n# new\n');
    const july = await bundled('july.tar');

    expect((await taken(june, engine)).files.written).toEqual(['app.conf']);
    expect(readFileSync(here('app.conf'), 'utf8')).toBe('conf=2\n');

    writeFileSync(here('app.conf'), 'mine');
    await expect(taken(july, engine)).rejects.toThrow(/other files than the bundle: app\.conf$/);
    expect((await taken(july, engine, { force: true })).files.written.toSorted()).toEqual([
      'app.conf',
      'run.sh',
    ]);
    expect((await taken(june, engine)).files.written.toSorted()).toEqual(['app.conf', 'run.sh']);
  });

  test('refuses one that was cut off or changed anywhere, before anything is loaded', async () => {
    const archive = await bundled();
    const engine = new ImageEngine();
    const ends = [0, 2, 700, archive.length / 2, archive.length - 3000].map((end) =>
      archive.subarray(0, end),
    );
    const changed = [...Array(24).keys()].map((part) => {
      const copy = Buffer.from(archive);
      const at = Math.floor((archive.length * part) / 24) + 100;
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    });
    const results: (string | undefined)[] = [];
    for (const [index, broken] of [...ends, gzipSync(archive).subarray(0, -20), ...changed].entries())
      results.push(
        await taken(broken, engine, { into: `into-${index}/x` }).then(
          () => 'taken',
          (error: { readonly code?: string }) => error.code,
        ),
      );

    // A change in what fills a block up to its end changes nothing.
    expect(new Set(results.slice(0, ends.length + 1))).toEqual(new Set(['bad-bundle']));
    expect(results.filter((result) => result === 'bad-bundle').length).toBeGreaterThan(20);
    expect(results.filter((result) => result !== 'bad-bundle' && result !== 'taken')).toEqual([]);
  });

  test('refuses any other one than that of the digest', async () => {
    const archive = await bundled();
    const engine = new ImageEngine();
    const { digest } = await taken(archive, engine);

    await taken(archive, engine, { digest });
    await expect(taken(archive, engine, { digest: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      code: 'bad-bundle',
    });
  });

  test('writes through no link that is there', async () => {
    mkdirSync(here());
    symlinkSync(folder, here('app.conf'));

    await expect(taken(await bundled())).rejects.toMatchObject({ code: 'bad-bundle' });
  });
});

describe('a bundle that leaves layers out', () => {
  /** The project with only its database, as it was a month ago. */
  async function earlier(): Promise<Buffer> {
    writeFileSync(join(folder, 'old.yaml'), 'name: shop\nservices: {db: {image: "postgres:16"}}\n');
    const engine = source();
    engine.save = async () => {
      const entries = await untar(await saved());
      const manifest = JSON.parse(String(entries.get('manifest.json'))).slice(1);
      return tar([
        ...[...entries].slice(0, -2).map(([name, content]) => ({ header: { name }, content })),
        { header: { name: 'manifest.json' }, content: JSON.stringify(manifest) },
      ]);
    };
    const cli = aCli(folder, { engine, globals: { file: ['old.yaml'] } });
    await makeBundle(cli, [], { output: 'old.tar', compress: 'none' });
    return readFileSync(join(folder, 'old.tar'));
  }

  async function thin(output = 'thin.tar'): Promise<Buffer> {
    await makeBundle(aCli(folder, { engine: source() }), [], { output, compress: 'none', since: 'old.tar' });
    return readFileSync(join(folder, output));
  }

  test('has only what the earlier one does not have, and goes to who took that one', async () => {
    const old = await earlier();
    const archive = await thin();
    const engine = new ImageEngine();

    const contents = [...(await untar(archive)).keys()].filter((name) => name.startsWith('blobs/'));
    expect(contents).toEqual([...CONFIGS, OWN].map(path));
    expect(archive.equals(await thin('again.tar'))).toBe(true);

    await taken(old, engine, { into: 'old' });
    expect((await taken(archive, engine)).images.loaded).toMatchObject([{ reference: 'shop-web' }]);
    expect([...(engine.loaded[1]?.keys() ?? [])]).toEqual(
      [CONFIGS[0] ?? '', OWN].map(path).concat('manifest.json'),
    );
  });

  test('is refused by who lacks a layer before anything is loaded, with the images and the bundle that has it', async () => {
    await earlier();
    const engine = new ImageEngine();

    await expect(taken(await thin(), engine)).rejects.toMatchObject({
      code: 'layers-missing',
      message: expect.stringMatching(
        /of postgres:16 \(1 of 1 layers\), shop-web \(1 of 2 layers\): .*bundle old\.tar \(sha256:[0-9a-f]{64}\)/,
      ),
      hint: expect.arrayContaining([gantry('unbundle', 'old.tar')]),
    });
    expect([engine.loaded, engine.calls, readdirSync(elsewhere)]).toEqual([[], [], ['empty']]);
  });

  test('is refused where the engine takes only what is whole, unless it has the images', async () => {
    const old = await earlier();
    const archive = await thin();
    const engine = new ImageEngine();
    await taken(old, engine, { into: 'old' });
    engine.storesInContainerd = true;

    await expect(taken(archive, engine)).rejects.toMatchObject({ code: 'engine-not-supported' });
    engine.images.set('any:1', WEB);
    expect((await taken(archive, engine)).images.loaded).toEqual([]);
  });

  test('follows one that left layers out itself', async () => {
    await earlier();
    await thin('old-2.tar');
    await makeBundle(aCli(folder, { engine: source() }), [], {
      output: 'x.tar',
      compress: 'none',
      since: 'old-2.tar',
    });

    const entries = await untar(readFileSync(join(folder, 'x.tar')));
    expect([...entries.keys()].filter((name) => name.startsWith('blobs/'))).toEqual(CONFIGS.map(path));
  });

  test('leaves nothing out that lies on top of other layers there', async () => {
    const there = new Set(chainsOf(['a', 'b']));

    expect([...omittable([['a', 'b', 'c'], ['a']], there)]).toEqual(['a', 'b']);
    expect([
      ...omittable(
        [
          ['a', 'b'],
          ['x', 'b'],
        ],
        there,
      ),
    ]).toEqual(['a']);
    expect([...omittable([['a', 'b', 'a']], there)]).toEqual(['b']);
  });

  test('is not made of an earlier one that is not whole', async () => {
    writeFileSync(join(folder, 'old.tar'), (await earlier()).subarray(0, 4000));

    await expect(thin()).rejects.toMatchObject({ code: 'bad-bundle' });
    expect(readdirSync(folder)).not.toContain('thin.tar');
  });
});

describe('unbundle refuses an archive of somebody else', () => {
  /** With right checksums, as whoever means harm knows how to make them. */
  async function hostile(
    change: (entries: Map<string, Buffer>) => void,
    more: readonly Made[] = [],
  ): Promise<Buffer> {
    const entries = await untar(await bundled());
    entries.delete('gantry/checksums');
    change(entries);
    const files = [...entries].map(([name, content]) => ({ header: { name }, content }));
    const sums = [...files, ...more].map(({ header, content }) => `${sha256(content)}  ${header.name}\n`);
    return tar([...files, ...more, { header: { name: 'gantry/checksums' }, content: sums.join('') }]);
  }

  const inIndex = (change: (index: Record<string, unknown>) => void) => (entries: Map<string, Buffer>) => {
    const index = JSON.parse(String(entries.get('gantry/bundle.json')));
    change(index);
    entries.set('gantry/bundle.json', Buffer.from(JSON.stringify(index)));
  };

  const cases: Readonly<Record<string, () => Promise<Buffer>>> = {
    'with a path out of its folder': () =>
      hostile(() => {}, [{ header: { name: 'gantry/files/../../x' }, content: 'x' }]),
    'with an absolute path': () => hostile(() => {}, [{ header: { name: '/etc/x' }, content: 'x' }]),
    'with a path of Windows': () =>
      hostile(() => {}, [{ header: { name: 'gantry/files/..\\x' }, content: 'x' }]),
    'with a link': () =>
      hostile(() => {}, [
        { header: { name: 'gantry/files/x', type: 'symlink', linkname: '/etc/passwd' }, content: '' },
      ]),
    'with a hard link': () =>
      hostile(() => {}, [
        { header: { name: 'gantry/files/x', type: 'link', linkname: 'compose.yaml' }, content: '' },
      ]),
    'with a device': () =>
      hostile(() => {}, [{ header: { name: 'gantry/files/x', type: 'character-device' }, content: '' }]),
    'with an entry that nobody lists': () =>
      hostile(() => {}, [{ header: { name: 'gantry/files/x' }, content: 'x' }]),
    'with an entry twice': () =>
      hostile(() => {}, [{ header: { name: 'gantry/files/app.conf' }, content: 'conf=1\n' }]),
    'with more than it says': () =>
      hostile(
        inIndex((index) => {
          index.contentBytes = 2000;
        }),
      ),
    'with a file of another size': () =>
      hostile(
        inIndex((index) => {
          index.files = [{ path: 'app.conf', sizeBytes: 1 }];
        }),
      ),
    'whose list has a path out of its folder': () =>
      hostile(
        inIndex((index) => {
          index.files = [{ path: '../x', sizeBytes: 1 }];
        }),
      ),
    'that takes the name of an image away': () =>
      hostile(
        inIndex((index) => {
          index.images = [{ name: 'postgres:16', reference: 'x', id: DB, services: [], sizeBytes: 1 }];
        }),
      ),
    'with a name of an image that its list does not have': () =>
      hostile((entries) => {
        const [first, ...others] = JSON.parse(String(entries.get('manifest.json')));
        const named = [{ ...first, RepoTags: [...first.RepoTags, 'postgres:16'] }, ...others];
        entries.set('manifest.json', Buffer.from(JSON.stringify(named)));
      }),
    ...Object.fromEntries(
      [
        '.git/hooks/post-checkout',
        '.env',
        '.ssh/authorized_keys',
        'conf/.ENV',
        'compose.override.yaml',
        'Docker-Compose.yml',
        'unnamed.conf',
      ].map((name) => [
        `with a file ${name}`,
        () =>
          hostile(
            inIndex((index) => {
              index.files = [...Array.from(Object(index.files)), { path: name, sizeBytes: 1 }];
            }),
            [{ header: { name: `gantry/files/${name}` }, content: 'x' }],
          ),
      ]),
    ),
    'that lacks a layer': () => hostile((entries) => entries.delete(path(OWN))),
    'with content of another name': () =>
      hostile((entries) => entries.set(path(OWN), Buffer.from('another'))),
    'of a later version': () =>
      hostile(
        inIndex((index) => {
          index.version = 3;
        }),
      ),
    'that leaves out what its list does not have': () =>
      hostile(
        inIndex((index) => {
          index.version = 2;
          index.omitted = [];
          index.base = { kind: 'engine', name: 'x' };
        }),
        [],
      ).then(async (archive) => {
        const entries = await untar(archive);
        entries.delete(path(OWN));
        return tar([...entries].map(([name, content]) => ({ header: { name }, content })));
      }),
    'that says of no layer who has it': () =>
      hostile(
        inIndex((index) => {
          index.version = 2;
          index.omitted = [sha256(OWN)];
        }),
      ),
    'that is no bundle': () => tar([{ header: { name: 'README' }, content: 'hello' }]),
    'that is no archive': async () => Buffer.from('hello '.repeat(1000)),
    'with a list that is no JSON': () =>
      hostile((entries) => entries.set('gantry/bundle.json', Buffer.from('{'))),
  };

  for (const [what, make] of Object.entries(cases))
    test(what, async () => {
      const engine = new ImageEngine();
      const archive = await make();

      await expect(taken(archive, engine)).rejects.toMatchObject({ code: 'bad-bundle' });
      expect(engine.loaded).toEqual([]);
      expect(readdirSync(elsewhere)).toEqual(['empty']);
    });
});
