import type { RegistryLimit, RepositoryReader } from '../../engine/registry/read-repository.ts';
import { fullName } from '../../model/full-name.ts';
import type { Cli } from '../context/cli.ts';
import { Registries } from './registries.ts';
import { AN_HOUR_MS, FOR_EVER, RegistryCache } from './registry-cache.ts';

/** A repository that is asked for the same thing once an hour at most. */
export interface AskedRepository {
  /** undefined: there is no such tag. */
  digestOf(tag: string): Promise<string | undefined>;
  tags(): Promise<readonly string[]>;
  /** undefined: nobody tells, or the registry has nearly had enough of questions. */
  createdAtMs(digest: string): Promise<number | undefined>;
  /** When the oldest of these answers was given. */
  askedAtMs(): number | undefined;
}

/** What a registry counts has to be left for pulls. */
const KEPT_FOR_PULLS = 50;

interface Options {
  readonly now: Date;
  readonly refresh: boolean;
}

/** The repositories of images. What was answered within the last hour is not asked again. */
export class AskedRepositories {
  readonly #registries: Registries;
  readonly #cacheOf: (repository: string) => RegistryCache;
  readonly #caches = new Map<string, RegistryCache>();
  /** By registry. */
  readonly limits = new Map<string, RegistryLimit>();

  constructor(cli: Pick<Cli, 'environment' | 'stderr'>, options: Options) {
    this.#registries = new Registries(cli);
    this.#cacheOf = (name) => new RegistryCache(name, { environment: cli.environment, ...options });
  }

  of(reference: string): { readonly repository: AskedRepository; readonly tag: string } {
    const whole = fullName(reference);
    const [, name = whole, tag = 'latest'] = /^(.*):([^:/]*)$/.exec(whole) ?? [];
    const cache = this.#caches.get(name) ?? this.#cacheOf(name);
    this.#caches.set(name, cache);
    return { repository: this.#repository(reference, name, cache), tag };
  }

  #repository(reference: string, name: string, cache: RegistryCache): AskedRepository {
    const [registry = ''] = name.split('/', 1);
    let oldestMs = Number.POSITIVE_INFINITY;
    const ask = async <Answer>(
      question: (repository: RepositoryReader) => Promise<Answer>,
    ): Promise<Answer> => {
      const { repository } = await this.#registries.read(reference);
      try {
        return await question(repository);
      } finally {
        const limit = repository.limit();
        if (limit) this.limits.set(registry, limit);
      }
    };
    const fresh = async (question: string, asking: Parameters<RegistryCache['answer']>[2]) => {
      const { atMs, answer } = await cache.answer(question, AN_HOUR_MS, asking);
      oldestMs = Math.min(oldestMs, atMs);
      return answer;
    };
    return {
      async digestOf(tag) {
        const digest = await fresh(`digest ${tag}`, () =>
          ask(async (one) => (await one.digestOf(tag)) ?? null),
        );
        return typeof digest === 'string' ? digest : undefined;
      },
      async tags() {
        const tags = await fresh('tags', () => ask(async (one) => [...(await one.tags())]));
        return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
      },
      createdAtMs: async (digest) => {
        const left = this.limits.get(registry)?.left ?? Number.POSITIVE_INFINITY;
        const asking = () => ask(async (one) => (await one.createdAtMs(digest)) ?? null);
        const spared = async () => Promise.reject(new Spared());
        try {
          const { answer } = await cache.answer(
            `created ${digest}`,
            FOR_EVER,
            left < KEPT_FOR_PULLS ? spared : asking,
          );
          return typeof answer === 'number' ? answer : undefined;
        } catch (error) {
          if (error instanceof Spared) return undefined;
          throw error;
        }
      },
      askedAtMs: () => (oldestMs === Number.POSITIVE_INFINITY ? undefined : oldestMs),
    };
  }

  save(): void {
    for (const cache of this.#caches.values()) cache.save();
  }
}

/** The question was not asked. */
class Spared extends Error {}
