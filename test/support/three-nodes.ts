import { afterAll, beforeAll, describe } from 'vitest';
import {
  type PrivateSwarm,
  startPrivateSwarm,
  whyNoPrivateSwarm,
} from '../../scripts/setup/private-swarm.ts';

/**
 * Tests on a swarm of three private engines, each like a machine of its own: it starts before them and is gone after them, whatever they
 * do to it. Where a machine cannot have one, the name of the skipped tests says why.
 *
 * @param tests get it by a call, since it is there only when they run
 */
export function describeOnThreeNodes(
  name: string,
  options: Parameters<typeof startPrivateSwarm>[0],
  tests: (swarm: () => PrivateSwarm) => void,
): void {
  const why = whyNoPrivateSwarm();
  describe.skipIf(why !== undefined)(why === undefined ? name : `${name} (skipped: ${why})`, () => {
    let started: PrivateSwarm | undefined;
    beforeAll(async () => {
      started = await startPrivateSwarm(options);
    });
    afterAll(() => started?.stop());
    tests(() => {
      if (!started) throw new Error('the swarm is there only while tests run');
      return started;
    });
  });
}
