import type { Engine } from '../../engine/port/engine.ts';
import type { ImageSummary } from '../../engine/port/engine-answers.ts';

export interface EngineImage {
  readonly id: string;
  /** Under which its registry has it, or had it; none: it came from no registry, and went to none. */
  readonly digests: readonly string[];
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** The images that the engine has. It is asked once, when the first one is looked for. */
export class EngineImages {
  readonly #engine: Pick<Engine, 'listImageSummaries'>;
  #summaries: Promise<readonly ImageSummary[]> | undefined;

  constructor(engine: Pick<Engine, 'listImageSummaries'>) {
    this.#engine = engine;
  }

  async find(reference: string): Promise<EngineImage | undefined> {
    const { fullName } = await import('../../model/full-name.ts');
    this.#summaries ??= this.#engine.listImageSummaries();
    const wanted = fullName(reference);
    const image = (await this.#summaries).find(({ tags, digests }) =>
      [...tags, ...digests].some((name) => fullName(name) === wanted),
    );
    if (!image) return undefined;
    const repository = repositoryOf(wanted);
    // One that was pulled under two names has a digest in each repository.
    const digests = image.digests
      .filter((name) => repositoryOf(fullName(name)) === repository)
      .flatMap((name) => name.split('@')[1] ?? []);
    return { id: image.id, createdAt: image.createdAt, digests };
  }
}

const repositoryOf = (fullName: string): string => fullName.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
