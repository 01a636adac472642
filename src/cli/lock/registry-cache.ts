import { createHash } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isJsonMap, type Json } from '../../model/json.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { readText } from '../../util/read-text.ts';
import { cacheFolder } from '../../util/state-folder.ts';

/** What a repository answered to a question, and when. */
interface Kept {
  readonly atMs: number;
  readonly answer: Json;
}

/** What a digest stands for never changes. */
export const FOR_EVER = Number.POSITIVE_INFINITY;
export const AN_HOUR_MS = 3_600_000;

/** Nobody asks for it any more. */
const DROPPED_AFTER_MS = 30 * 24 * AN_HOUR_MS;

interface CacheOptions {
  readonly environment: ReadonlyMap<string, string>;
  readonly now: Date;
  /** Everything is asked for anew. */
  readonly refresh: boolean;
}

/**
 * Answers of one repository, in a file of its own below `$XDG_CACHE_HOME/gantry`: tags, digests and times, and never a login. Losing it, or a
 * file that is damaged, costs a question; of two programs that write at once both keep what they read last.
 */
export class RegistryCache {
  readonly #file: string;
  readonly #repository: string;
  readonly #nowMs: number;
  readonly #refresh: boolean;
  #kept: ReadonlyMap<string, Kept> | undefined;
  readonly #asked = new Map<string, Kept>();

  /** @param repository `docker.io/library/postgres` */
  constructor(repository: string, { environment, now, refresh }: CacheOptions) {
    const name = createHash('sha256').update(repository).digest('hex').slice(0, 32);
    this.#file = join(cacheFolder(environment), 'registries', `${name}.json`);
    this.#repository = repository;
    this.#nowMs = now.getTime();
    this.#refresh = refresh;
  }

  /** @param ask is called when nothing fresh enough is kept; what it fails with is not kept */
  async answer(question: string, maxAgeMs: number, ask: () => Promise<Json>): Promise<Kept> {
    const known = this.#asked.get(question) ?? this.#freshOf(question, maxAgeMs);
    if (known) return known;
    const kept = { atMs: this.#nowMs, answer: await ask() };
    this.#asked.set(question, kept);
    return kept;
  }

  #freshOf(question: string, maxAgeMs: number): Kept | undefined {
    if (this.#refresh && maxAgeMs !== FOR_EVER) return undefined;
    this.#kept ??= this.#read();
    const kept = this.#kept.get(question);
    const ageMs = this.#nowMs - (kept?.atMs ?? 0);
    // A clock that was set back tells nothing.
    return kept && ageMs >= 0 && ageMs < maxAgeMs ? kept : undefined;
  }

  /** Writes what was asked. A folder that cannot be written only costs time. */
  save(): void {
    if (this.#asked.size === 0) return;
    const answers = new Map([...this.#read(), ...this.#asked]);
    const young = [...answers].filter(([, { atMs }]) => this.#nowMs - atMs < DROPPED_AFTER_MS);
    const unfinished = `${this.#file}.${process.pid}.part`;
    try {
      makeFolder(dirname(this.#file), { mode: 0o700 });
      const text = JSON.stringify({
        version: 1,
        repository: this.#repository,
        answers: Object.fromEntries(young),
      });
      writeFileSync(unfinished, text, { mode: 0o600 });
      renameSync(unfinished, this.#file);
    } catch {
      removed(unfinished);
    }
  }

  #read(): ReadonlyMap<string, Kept> {
    try {
      const file: Json = JSON.parse(readText(this.#file) ?? '');
      if (!isJsonMap(file) || file.version !== 1 || file.repository !== this.#repository) return new Map();
      const { answers } = file;
      if (!isJsonMap(answers ?? null)) return new Map();
      const entries: readonly [string, Json][] = Object.entries(Object(answers));
      return new Map(
        entries.flatMap(([question, kept]) =>
          isJsonMap(kept) && typeof kept.atMs === 'number' && kept.answer !== undefined
            ? [[question, { atMs: kept.atMs, answer: kept.answer }] as const]
            : [],
        ),
      );
    } catch {
      return new Map();
    }
  }
}

function removed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where it could not be written, there may be no folder either.
  }
}
