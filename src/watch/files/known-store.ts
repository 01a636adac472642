import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../util/make-folder.ts';
import { stateFolder } from '../../util/state-folder.ts';
import type { SyncRule } from '../rules/watch-rule.ts';
import { KnownPaths } from './known-paths.ts';

/** A file of a rule that went a long time ago is hardly in a container any more. */
const MOST_PATHS = 50_000;

/**
 * What rules have seen on the host, kept from one watcher to the next: a file that goes while nobody watches can then be
 * removed from the containers too. Losing it only means that such a file stays.
 */
export class KnownStore {
  readonly #path: string;
  readonly #saved: Readonly<Record<string, readonly string[]>>;
  readonly #known = new Map<string, KnownPaths>();

  constructor(project: string, workingDir: string, environment: ReadonlyMap<string, string>) {
    const id = createHash('sha256').update(`${project}\n${workingDir}`).digest('hex').slice(0, 16);
    this.#path = join(stateFolder(environment), 'watch', `${id}.json`);
    this.#saved = readSaved(this.#path);
  }

  of(rule: SyncRule): KnownPaths {
    const key = JSON.stringify([rule.service, rule.path, rule.target]);
    const known = this.#known.get(key) ?? new KnownPaths(this.#saved[key]);
    this.#known.set(key, known);
    return known;
  }

  /** Nothing that goes wrong with it may stop anybody. */
  save(): void {
    const all = Object.fromEntries(
      [...this.#known].map(([key, known]) => [key, [...known.paths()].slice(-MOST_PATHS)]),
    );
    try {
      makeFolder(dirname(this.#path));
      writeFileSync(`${this.#path}.new`, JSON.stringify({ ...this.#saved, ...all }));
      renameSync(`${this.#path}.new`, this.#path);
    } catch {
      // A home that cannot be written to, or that is full.
    }
  }
}

function readSaved(path: string): Readonly<Record<string, readonly string[]>> {
  try {
    const saved: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(path, 'utf8'));
    return saved;
  } catch {
    return {};
  }
}
