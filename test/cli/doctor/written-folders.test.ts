import { describe, expect, test } from 'vitest';
import { checkLayers } from '../../../src/cli/doctor/check-layers.ts';
import { gatherLayers } from '../../../src/cli/doctor/gather-layers.ts';
import { writtenFolders } from '../../../src/cli/doctor/written-folders.ts';
import type { LayerChange } from '../../../src/engine/port/engine-answers.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** `+/srv` was created, `~/var` changed, `-/bin/wget` removed. */
const changes = (text: string): readonly LayerChange[] =>
  text.split(' ').map((word) => ({
    path: word.slice(1),
    kind: word.startsWith('+') ? 'created' : word.startsWith('~') ? 'changed' : 'removed',
  }));

const folders = (text: string, ...covered: readonly string[]) =>
  writtenFolders(changes(text), covered).map(({ folder, files }) => `${folder}: ${files.join(' ')}`);

describe('writtenFolders()', () => {
  test('names the folder that a volume would take the place of', () => {
    expect(folders('~/app ~/app/uploads +/app/uploads/a.png +/app/uploads/b.png')).toEqual([
      '/app/uploads: /app/uploads/a.png /app/uploads/b.png',
    ]);
    expect(folders('+/data +/data/db +/data/db/x +/data/wal +/data/wal/1')).toEqual([
      '/data: /data/db/x /data/wal/1',
    ]);
    expect(folders('~/var +/var/lib +/var/lib/shop +/var/lib/shop/sub +/var/lib/shop/sub/x')).toEqual([
      '/var/lib/shop: /var/lib/shop/sub/x',
    ]);
  });

  test('counts a file of the image that was written to, and none that was removed', () => {
    expect(folders('~/app ~/app/shop.sqlite -/bin/wget')).toEqual(['/app: /app/shop.sqlite']);
  });

  test.each([
    '+/tmp/x',
    '~/run +/run/app.sock',
    '+/var/cache/nginx/1',
    '+/app/server.pid',
    '+/root/.ash_history',
    '+/home/node/.cache/v8/1',
    '~/etc ~/etc/passwd',
    '+/app/__pycache__/main.cpython-313.pyc',
    '-/usr/share/doc/x',
  ])('finds no harm in %s', (text) => {
    expect(folders(text)).toEqual([]);
  });

  test('takes certificates for data, although they are in /etc', () => {
    expect(folders('~/etc +/etc/letsencrypt +/etc/letsencrypt/live.pem')).toEqual([
      '/etc/letsencrypt: /etc/letsencrypt/live.pem',
    ]);
  });

  test('leaves out mounts, the folders that were made for them, and what is put there', () => {
    expect(folders('+/srv +/srv/data +/app.json +/other/x', '/srv/data', '/app.json')).toEqual([
      '/other: /other/x',
    ]);
    expect(folders('+/data', '/data/')).toEqual([]);
  });
});

describe('checkLayers()', () => {
  test('says which service writes where, how much, and what to write instead', () => {
    const layers = [
      {
        service: 'web',
        folders: [
          { folder: '/app/uploads', files: 2, bytes: 3_200_000 },
          { folder: '/var/log', files: 812 },
        ],
      },
      { service: 'db', folders: [] },
    ];

    expect(checkLayers(layers)).toEqual([
      {
        kind: 'concern',
        rule: 'data-in-container',
        text: 'service web writes into its container: /app/uploads (2 files, 3.2 MB), /var/log (812 files)',
        reason: expect.stringContaining('gone when the container is made anew'),
        hint: 'use a volume for what has to stay (volumes: ["web-data:/app/uploads"]), tmpfs for what may go (tmpfs: ["/app/uploads"]), standard output for logs, which the engine can limit; "read_only: true" keeps a service from writing anywhere else',
      },
    ]);
  });

  test('says that all is well where something runs, nothing where nothing does, and no alarm where nobody can tell', () => {
    expect(checkLayers([{ service: 'db', folders: [] }])).toMatchObject([{ kind: 'fine' }]);
    expect(checkLayers([])).toEqual([]);
    expect(checkLayers(undefined)).toMatchObject([{ kind: 'unknown' }]);
  });
});

test('gatherLayers() adds up replicas, asks for the size of few files, and leaves out empty ones and folders', async () => {
  const project = aProject({ services: [aService('web'), aService('idle')] });
  const engine = new RecordingEngine({
    containers: [
      anObservedContainer('web'),
      anObservedContainer('web', { name: 'app-web-2' }),
      anObservedContainer('idle', { state: 'exited' }),
    ],
  });
  const stat = { name: '', modifiedAt: '', linkTarget: '', mode: 0o644, sizeBytes: 10 };
  engine.containerChanges = async () => changes('+/data +/data/x +/data/empty +/data/folder');
  engine.statPath = async (_: unknown, path: string) => {
    if (path.endsWith('folder')) return { ...stat, mode: 2 ** 31 + 0o755, sizeBytes: 4096 };
    return path.endsWith('empty') ? { ...stat, sizeBytes: 0 } : stat;
  };

  expect(await gatherLayers(engine, project)).toEqual([
    { service: 'web', folders: [{ folder: '/data', files: 2, bytes: 20 }] },
  ]);
  engine.containerChanges = async () =>
    changes(['+/data', ...Array.from({ length: 60 }, (_, index) => `+/data/${index}`)].join(' '));
  expect(await gatherLayers(engine, project)).toEqual([
    { service: 'web', folders: [{ folder: '/data', files: 120 }] },
  ]);
});
