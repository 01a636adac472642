import { gantry, type Hint } from '../../diagnostics/hint.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';

/**
 * A node says "No such image" whatever was in its way: the registry, its login, or that nobody has pushed the image. The registry is asked
 * from here which of these it is.
 */
export async function hintForImage(
  swarm: Pick<Swarm, 'resolveImage'>,
  { image, service, node = 'the node' }: { image: string; service: string; node?: string | undefined },
): Promise<Hint> {
  if (image.startsWith('sha256:'))
    return [`${node} was not given the image, which is in no registry: `, gantry('up', '--build', service)];
  try {
    await swarm.resolveImage(image);
    return [
      `the registry has ${image} for this engine: either ${node} does not reach the registry, or the login that went along has expired; this sends the stored one again: `,
      gantry('up', '--force-recreate', service),
    ];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code === 'registry-denied' && error.hint !== undefined)
      return [`${error.message}: `, ...[error.hint].flat(), ', then ', gantry('up', service)];
    if (error.code === 'image-not-found')
      return [
        `${error.message}: nobody has pushed it; what is built goes there with `,
        gantry('up', '--build', service),
      ];
    return `${error.message}; ${node} could not pull it either, and does not have it`;
  }
}
