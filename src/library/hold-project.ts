import type { Planned } from '../cli/context/planned.ts';
import { UserError } from '../diagnostics/user-error.ts';
import { observe } from '../engine/observe/observe.ts';
import { hasMoved } from '../reconciler/lock/has-moved.ts';
import { letGo } from '../reconciler/lock/let-go.ts';
import { holderOf } from '../reconciler/lock/lock-holder.ts';
import { lockedError } from '../reconciler/lock/locked-error.ts';
import { needsLock } from '../reconciler/lock/needs-lock.ts';
import { DEFAULT_LOCK_TIMEOUT_MS, takeProjectLock } from '../reconciler/lock/project-lock.ts';

type Hold =
  | { readonly kind: 'held'; release(isSettled: boolean): Promise<void> }
  /** Somebody else keeps the project, or has changed it since the plan was made. */
  | { readonly kind: 'refused'; readonly error: UserError }
  | { readonly kind: 'cancelled' };

const NOT_LOCKED: Hold = { kind: 'held', release: async () => {} };

/** Makes sure that nobody else changes the project while a plan is run, and that the plan is one for what is there now. */
export async function holdProject(
  { engine, observed, plan, project }: Planned,
  timeoutMs: number = DEFAULT_LOCK_TIMEOUT_MS,
  signal: AbortSignal,
): Promise<Hold> {
  if (!needsLock(plan)) return NOT_LOCKED;
  const holder = holderOf(plan.verb, process.cwd());
  const lock = await takeProjectLock(engine, {
    project: project.name,
    holder,
    timeoutMs,
    signal,
    onWait: () => {},
  });
  if (lock.kind === 'cancelled') return lock;
  if (lock.kind === 'held') return { kind: 'refused', error: lockedError(project.name, lock) };
  if (lock.kind === 'unavailable') return NOT_LOCKED;
  const release = (isSettled: boolean): Promise<void> =>
    letGo(engine, project.name, lock, { volumes: observed.volumes, isSettled });
  const now = await observe(engine, project.name, []).catch(async (error: unknown) => {
    await release(false);
    throw error;
  });
  if (!hasMoved(project, observed, now)) return { kind: 'held', release };
  await release(false);
  const message = 'the plan is outdated, and nothing was done: the project has changed since it was made';
  return { kind: 'refused', error: new UserError('plan-outdated', message, { hint: 'plan again' }) };
}
