import type { Engine } from '../../engine/port/engine.ts';
import type { Release } from '../../model/release.ts';
import { hasHistory } from '../../reconciler/history/history-names.ts';
import { readHistory } from '../../reconciler/history/history-store.ts';
import { whoLeftHalf } from '../../reconciler/lock/left-by-the-dead.ts';
import type { LockHolder } from '../../reconciler/lock/lock-holder.ts';

/** What is known of the changes of a project. */
export interface KeptChanges {
  /** The oldest first. */
  readonly releases: readonly Release[];
  /** Who was killed in the middle of something that no release tells of. */
  readonly died?: LockHolder;
}

/** Two calls at most, which change nothing. Where they fail, containers tell enough. */
export async function keptChanges(engine: Engine, project: string): Promise<KeptChanges> {
  try {
    const volumes = await engine.listVolumes();
    const history = hasHistory(project, volumes) ? await readHistory(engine, project) : undefined;
    const { releases } = history ?? NOTHING;
    const died = whoLeftHalf(project, volumes, releases.at(-1));
    return { releases, ...(died && { died }) };
  } catch {
    return NOTHING;
  }
}

const NOTHING: KeptChanges = { releases: [] };
