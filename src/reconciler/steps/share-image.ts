import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Made } from '../../model/outcome.ts';
import { contentTag } from '../../planner/swarm/image-text.ts';
import { resolvePushed } from '../swarm/tell-image.ts';
import { pushImage } from './push-image.ts';
import { imageOf, MissingResult } from './results.ts';
import type { StepContext } from './step-context.ts';

/** The name is known only when the image is. Error: EngineError. */
export async function shareImage(
  { image, of, repository, services }: OperationOf<'share-image'>,
  context: Pick<StepContext, 'engine' | 'recorded' | 'onProgress' | 'signal'>,
): Promise<Made> {
  const id = imageOf(of, context.recorded);
  if (id === undefined) throw 'madeBy' in of ? new MissingResult(of.madeBy) : new Error(`${image} has no id`);
  const name = `${repository}:${contentTag(id)}`;
  await context.engine.tagImage(id, name);
  const pushed = await pushImage({ kind: 'push-image', image: name, services }, context);
  if (pushed.kind !== 'pushed')
    throw new EngineError('registry-refused', `the registry does not tell the digest of ${name}`);
  return { kind: 'pinned', ...(await resolvePushed(name, pushed.digest, context.engine)) };
}
