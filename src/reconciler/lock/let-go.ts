import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import { isRemainder } from './left-by-the-dead.ts';
import type { LockEngine } from './lock-engine.ts';
import { lockLabels } from './lock-holder.ts';
import { lockName, remainderName } from './lock-names.ts';
import type { ProjectLock } from './project-lock.ts';

interface Ending {
  /** As they were when the lock was taken. */
  readonly volumes: readonly ObservedVolume[];
  /** The project is whole again, or a release says what became of it: those who died do not matter any more. */
  readonly isSettled: boolean;
}

/**
 * Releases the lock of a project. Where somebody died with it before, and this command has not repaired or written down all of that, a
 * volume says so to the commands after it. Never fails: the next command sees that this process is gone, too.
 */
export async function letGo(
  engine: LockEngine,
  project: string,
  lock: ProjectLock,
  { volumes, isSettled }: Ending,
): Promise<void> {
  const Name = remainderName(lockName(project));
  const isMarked = volumes.some(({ name }) => isRemainder(project, name));
  try {
    if (isSettled && isMarked) await engine.removeVolume(Name);
    if (!isSettled && !isMarked && lock.interrupted)
      await engine.createVolume({ Name, Labels: lockLabels(project, lock.interrupted) });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
  await lock.release();
}
