import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../util/make-folder.ts';
import { readRegular } from '../../util/read-regular.ts';
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
    this.#path = pathOf(project, workingDir, environment);
    this.#saved = readSaved(this.#path);
    if (!existsSync(this.#path)) this.#write({});
  }

  of(rule: SyncRule): KnownPaths {
    const key = JSON.stringify([rule.service, rule.path, rule.target]);
    const known = this.#known.get(key) ?? new KnownPaths(this.#saved[key]);
    this.#known.set(key, known);
    return known;
  }

  save(): void {
    // `down` has removed the containers, and this with them.
    if (!existsSync(this.#path)) return;
    const all = Object.fromEntries(
      [...this.#known].map(([key, known]) => [key, [...known.paths()].slice(-MOST_PATHS)]),
    );
    this.#write({ ...this.#saved, ...all });
  }

  /** Nothing that goes wrong with it may stop anybody. */
  #write(all: Readonly<Record<string, readonly string[]>>): void {
    try {
      makeFolder(dirname(this.#path));
      writeFileSync(`${this.#path}.new`, JSON.stringify(all));
      renameSync(`${this.#path}.new`, this.#path);
    } catch {
      // A home that cannot be written to, or that is full.
    }
  }
}

/** There is no container any more that could have these files. */
export function forgetKnownPaths(
  project: string,
  workingDir: string,
  environment: ReadonlyMap<string, string>,
): void {
  try {
    rmSync(pathOf(project, workingDir, environment), { force: true });
  } catch {
    // A home that cannot be written to.
  }
}

function pathOf(project: string, workingDir: string, environment: ReadonlyMap<string, string>): string {
  const id = createHash('sha256').update(`${project}\n${workingDir}`).digest('hex').slice(0, 16);
  return join(stateFolder(environment), 'watch', `${id}.json`);
}

function readSaved(path: string): Readonly<Record<string, readonly string[]>> {
  try {
    const saved: Readonly<Record<string, readonly string[]>> = JSON.parse(readRegular(path).toString('utf8'));
    return saved;
  } catch {
    return {};
  }
}
