import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { removeContainers } from '../support/gantry.ts';
import { IN_IMAGE } from './image.ts';
import type { Tally } from './program/tally.ts';
import type { LoadOptions } from './program/ways.ts';

/** Where the clients of a load are. */
export type Place =
  | { readonly kind: 'outside' }
  /** In a container of this name, which no project owns. */
  | { readonly kind: 'inside'; readonly network: string; readonly image: string; readonly name: string };

/** Clients that go on until they are stopped. */
export interface Load {
  readonly options: LoadOptions;
  /** What it has come to so far. */
  tally(): Tally;
  /** Waits until the load has come so far. Error: its program has ended. */
  until(isThere: (tally: Tally) => boolean): Promise<void>;
  /** Sends no more, and waits for the answers that are due. @returns what it has come to. */
  stop(): Promise<Tally>;
  /** Takes away what is left of it. */
  remove(): Promise<void>;
}

const NOTHING: Tally = {
  sent: 0,
  answered: 0,
  failed: {},
  slowestMs: 0,
  longestSilenceMs: 0,
  versions: {},
  firstFailures: [],
};

export function startLoad(place: Place, options: LoadOptions): Load {
  const child = startClient(place, JSON.stringify(options));
  let latest = NOTHING;
  let said = '';
  const looks = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    latest = JSON.parse(line);
    for (const look of looks) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((done) => {
    child.on('close', done);
  });
  const whenEnded = (): Error => new Error(`the program of the load has ended: ${said}`);
  return {
    options,
    tally: () => latest,
    until: (isThere) =>
      new Promise((found, failed) => {
        const look = (): void => {
          if (!isThere(latest)) return;
          looks.delete(look);
          found();
        };
        looks.add(look);
        look();
        void ended.then(() => failed(whenEnded()));
      }),
    stop: async () => {
      child.stdin.end();
      if ((await ended) !== 0) throw whenEnded();
      return latest;
    },
    remove: async () => {
      child.kill('SIGKILL');
      if (place.kind === 'inside') await removeContainers(place.name);
    },
  };
}

function startClient(place: Place, options: string) {
  const [command = '', ...words] =
    place.kind === 'outside'
      ? [process.execPath, join(import.meta.dirname, 'program', 'client.ts')]
      : [
          'docker',
          'run',
          '-i',
          '--rm',
          `--name=${place.name}`,
          `--network=${place.network}`,
          place.image,
        ].concat(IN_IMAGE.client.split(' '));
  return spawn(command, [...words, options], { stdio: ['pipe', 'pipe', 'pipe'] });
}
