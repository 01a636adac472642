import type { RepositoryReader } from '../../engine/registry/read-repository.ts';
import type { RegistryAuth } from '../../engine/registry/registry-auth.ts';
import type { Cli } from '../context/cli.ts';

/** The registries as this machine reaches them, which need not be how the engine does. */
export class Registries {
  readonly #auth: Promise<RegistryAuth>;
  readonly #onSlow: (text: string) => void;
  /** By `docker.io/library/postgres`. */
  readonly #open = new Map<string, Promise<RepositoryReader>>();
  /** What was wrong with the first connection to a registry. */
  readonly #broken = new Map<string, unknown>();

  constructor(cli: Pick<Cli, 'environment' | 'stderr'>) {
    this.#auth = authOf(cli.environment);
    this.#onSlow = (text) => cli.stderr.write(`${text}\n`);
  }

  /** The repository of an image. Errors: UserError, as `readRepository`; of a registry that did not answer the same one again. */
  async read(reference: string): Promise<{ readonly repository: RepositoryReader; readonly tag: string }> {
    const { fullName } = await import('../../model/full-name.ts');
    const { splitReference } = await import('../../engine/calls/pull.ts');
    const { name, tag } = splitReference(fullName(reference));
    const [registry = ''] = name.split('/', 1);
    if (this.#broken.has(registry)) throw this.#broken.get(registry);
    const known = this.#open.get(name) ?? this.#connect(registry, name.slice(registry.length + 1), reference);
    this.#open.set(name, known);
    return { repository: await known, tag };
  }

  async #connect(registry: string, name: string, reference: string): Promise<RepositoryReader> {
    const { readRepository } = await import('../../engine/registry/read-repository.ts');
    const login = await (await this.#auth)(reference);
    try {
      return await readRepository({
        registry,
        name,
        login,
        insecure: false,
        signal: new AbortController().signal,
        onSlow: this.#onSlow,
      });
    } catch (error) {
      this.#broken.set(registry, error);
      throw error;
    }
  }
}

async function authOf(environment: ReadonlyMap<string, string>): Promise<RegistryAuth> {
  const { registryAuthOf } = await import('../../engine/registry/registry-auth-of.ts');
  return registryAuthOf(environment);
}
