import { mayLoseData, withSizes } from '../../model/volume-losses.ts';
import type { Planned } from '../context/planned.ts';

/**
 * The plan to show, with the sizes of the volumes that are at stake. Measured only then: it takes the engine a while.
 * One that cannot measure is no reason to show nothing.
 */
export async function measureVolumes({ engine, plan }: Planned): Promise<Planned['plan']> {
  if (!mayLoseData(plan)) return plan;
  try {
    return withSizes(plan, await engine.volumeSizes());
  } catch {
    return plan;
  }
}
