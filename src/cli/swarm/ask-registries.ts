import { hintText } from '../../diagnostics/hint.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ImageAnswer } from '../../model/swarm-image.ts';
import { mapParallel } from '../../util/map-parallel.ts';

/** A registry that is asked too much at once refuses. */
const AT_A_TIME = 8;

/** What these registries have under the names, as the engine finds it: one call for each image, and no more for a registry that is away. */
export async function askRegistries(
  engine: Engine,
  references: readonly string[],
): Promise<ReadonlyMap<string, ImageAnswer>> {
  if (references.length === 0) return new Map();
  const swarm = await engine.swarm();
  const { registryOf } = await import('../../engine/registry/registry-auth.ts');
  const away = new Map<string, ImageAnswer>();
  const ask = async (reference: string): Promise<ImageAnswer> => {
    const registry = registryOf(reference);
    const known = away.get(registry);
    if (known) return known;
    try {
      return { kind: 'resolved', ...(await swarm.resolveImage(reference)) };
    } catch (error) {
      // Without the engine nothing can be planned.
      if (!(error instanceof EngineError) || error.code === 'engine-unreachable') throw error;
      const answer: ImageAnswer = { kind: 'unresolved', why: reasonOf(error) };
      if (error.code === 'registry-unreachable') away.set(registry, answer);
      return answer;
    }
  };
  const answers = await mapParallel(references, AT_A_TIME, ask);
  return new Map(
    references.flatMap((reference, at) => (answers[at] ? [[reference, answers[at]] as const] : [])),
  );
}

/** What to do is said where nobody would find it out. */
const reasonOf = ({ message, code, hint }: EngineError): string =>
  code === 'registry-denied' && hint !== undefined ? `${message} (${hintText(hint)})` : message;
