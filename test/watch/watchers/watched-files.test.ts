import { describe, expect, test, vi } from 'vitest';
import { prepareMatcher } from '../../../src/watch/rules/match-rule.ts';
import type { FileEvents, FileWatcher, StartFileWatcher } from '../../../src/watch/watchers/file-watcher.ts';
import { WatchedFiles } from '../../../src/watch/watchers/watched-files.ts';
import { PATIENCE } from '../../support/patience.ts';

const silent: FileEvents = { changed() {}, missed() {}, failed() {} };

/** Watchers that are ready, or fail, when the test says so. */
class Starts {
  /** By the path of the first root, in the order of the calls. */
  readonly begun: string[] = [];
  readonly open = new Set<string>();
  readonly #waiting = new Map<string, (error?: Error) => void>();

  readonly start: StartFileWatcher = async (roots): Promise<FileWatcher> => {
    const name = roots.map(({ path }) => path).join(' ');
    this.begun.push(name);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.set(name, (error) => (error ? reject(error) : resolve()));
    });
    this.open.add(name);
    return {
      close: async () => {
        this.open.delete(name);
      },
    };
  };

  /** Ends the start of these roots, as soon as it has begun. */
  async end(name: string, error?: Error): Promise<void> {
    await vi.waitFor(() => expect(this.#waiting.keys()).toContain(name), PATIENCE);
    this.#waiting.get(name)?.(error);
    this.#waiting.delete(name);
  }
}

const rulesFor = (path: string) => [
  prepareMatcher(
    { service: 'web', action: 'sync', path, target: '/app', ignore: [], include: [] },
    undefined,
  ),
];

function watchedFiles() {
  const starts = new Starts();
  return { starts, files: new WatchedFiles(starts.start, silent, () => {}) };
}

describe('WatchedFiles', () => {
  test('leaves no watcher open when it is closed after calls that overlapped', async () => {
    const { starts, files } = watchedFiles();
    const calls = [files.watch(rulesFor('/a'), []), files.watch(rulesFor('/b'), [])];
    await starts.end('/a');
    await starts.end('/b');
    await Promise.all(calls);
    expect([...starts.open]).toEqual(['/b']);
    await files.close();

    expect([...starts.open]).toEqual([]);
  });

  test('starts one watcher at a time, and of the calls meanwhile only the last', async () => {
    const { starts, files } = watchedFiles();
    const calls = ['/a', '/b', '/c'].map((path) => files.watch(rulesFor(path), []));
    expect(starts.begun).toEqual(['/a']);
    await starts.end('/a');
    await starts.end('/c');
    await Promise.all(calls);

    expect(starts.begun).toEqual(['/a', '/c']);
    expect([...starts.open]).toEqual(['/c']);
  });

  test('waits, when it is closed, for a watcher that is just starting, and begins no other', async () => {
    const { starts, files } = watchedFiles();
    const calls = [files.watch(rulesFor('/a'), []), files.watch(rulesFor('/b'), [])];
    const closing = files.close();
    await starts.end('/a');
    await Promise.all([...calls, closing]);

    expect(starts.begun).toEqual(['/a']);
    expect([...starts.open]).toEqual([]);
  });

  test('begins nothing after it was closed', async () => {
    const { starts, files } = watchedFiles();
    await files.close();
    await files.watch(rulesFor('/a'), []);

    expect(starts.begun).toEqual([]);
  });

  test('keeps the watcher that it has when another cannot start', async () => {
    const { starts, files } = watchedFiles();
    const first = files.watch(rulesFor('/a'), []);
    await starts.end('/a');
    await first;
    const second = files.watch(rulesFor('/b'), []);
    const refused = expect(second).rejects.toThrow('no more watches');
    await starts.end('/b', new Error('no more watches'));
    await refused;
    expect([...starts.open]).toEqual(['/a']);
    await files.close();

    expect([...starts.open]).toEqual([]);
  });

  test('goes on with a later call when the one before it fails', async () => {
    const { starts, files } = watchedFiles();
    const calls = [files.watch(rulesFor('/a'), []), files.watch(rulesFor('/b'), [])];
    await starts.end('/a', new Error('no more watches'));
    await starts.end('/b');
    await Promise.all(calls);

    expect([...starts.open]).toEqual(['/b']);
  });
});
