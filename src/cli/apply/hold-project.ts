import type { Keeper } from '../../reconciler/lock/keeper.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { type Everywhere, lookAgain } from './look-again.ts';

/** A plan that may be run, and what to call once it has been. */
export interface HeldProject {
  readonly planned: Planned;
  /** Nobody else had the project, and nothing has moved: what was found out about the plan holds. */
  readonly isUntouched: boolean;
  /** @param isSettled the project is whole, or what became of it is written down: of interest where somebody died before */
  release(isSettled: boolean): Promise<void>;
}

const NOT_LOCKED = async (): Promise<void> => {};

/**
 * Makes sure that nobody else changes the project while a plan is run, and that the plan is one for what is there now:
 * after a wait, or when something moved since it was made, it is made again. Plans that change nothing of the project
 * pay nothing, unless somebody died with the lock: whoever has nothing to do clears it up, or finds all done and waits.
 *
 * @param everywhere what preflight asks for once the project is held
 * Error: UserError `project-locked` when somebody else keeps the project for too long.
 * @returns undefined: the signal came first.
 */
export async function holdProject(
  cli: Cli,
  planned: Planned,
  signal: AbortSignal,
  everywhere: Everywhere,
): Promise<HeldProject | undefined> {
  const { needsLock } = await import('../../reconciler/lock/needs-lock.ts');
  const { isRemainder, leftByTheDead } = await import('../../reconciler/lock/left-by-the-dead.ts');
  const left = leftByTheDead(planned.project.name, planned.observed.volumes);
  const hasNothingToDo = planned.plan.steps.length === 0 || planned.applied?.kind === 'up';
  const clearsUp = left.length > 0 && hasNothingToDo;
  if (!needsLock(planned.plan) && !clearsUp) return { planned, isUntouched: true, release: NOT_LOCKED };
  const { DEFAULT_LOCK_TIMEOUT_MS, takeProjectLock } = await import('../../reconciler/lock/project-lock.ts');
  const { holderOf } = await import('../../reconciler/lock/lock-holder.ts');
  const { engine, project, plan } = planned;
  const lock = await takeProjectLock(engine, {
    project: project.name,
    holder: holderOf(plan.verb, cli.cwd, planned.of),
    timeoutMs: cli.globals.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
    signal,
    onWait: (keeper) => void reportWait(cli, project.name, keeper),
  });
  if (lock.kind === 'cancelled') return undefined;
  if (lock.kind === 'held') {
    const { lockedError } = await import('../../reconciler/lock/locked-error.ts');
    throw lockedError(project.name, lock);
  }
  if (lock.kind === 'unavailable') {
    const message = `nothing keeps other commands from changing the project at the same time: ${lock.error.message}`;
    (await cli.renderer()).handle({ type: 'warning', message });
    return { planned, isUntouched: true, release: NOT_LOCKED };
  }
  const { unlessStatus } = await import('../../engine/refusals/engine-error.ts');
  const { letGo } = await import('../../reconciler/lock/let-go.ts');
  const release =
    ({ observed: { volumes } }: Planned) =>
    (isSettled: boolean): Promise<void> =>
      letGo(engine, project.name, lock, { volumes, isSettled });
  try {
    const { lockName } = await import('../../reconciler/lock/lock-names.ts');
    // Those of whoever died while it took over the lock of another one.
    for (const { name } of left)
      if (name !== lockName(project.name) && !isRemainder(project.name, name))
        // One that a container has hinders nobody.
        await engine.removeVolume(name).catch(unlessStatus(409));
    const renewal = await renewed(planned, lock.waited, everywhere);
    const isUntouched = !lock.waited && renewal === planned;
    return { planned: renewal, isUntouched, release: release(renewal) };
  } catch (error) {
    await release(planned)(false);
    throw error;
  }
}

/** The plan as it is made with the lock in hand, for the engine of the caller: it may have ways of its own to do things. */
async function renewed(planned: Planned, waited: boolean, everywhere: Everywhere): Promise<Planned> {
  const { engine, observed, project, replan } = planned;
  if (!replan) return planned;
  if (!waited) {
    const { hasMoved } = await import('../../reconciler/lock/has-moved.ts');
    if (!hasMoved(project, observed, await lookAgain(planned, everywhere))) return planned;
  }
  return { ...(await replan()), engine };
}

async function reportWait(cli: Cli, project: string, keeper: Keeper): Promise<void> {
  const { whyNotFree } = await import('../../reconciler/lock/keeper.ts');
  const message = `waiting until project "${project}" is free: ${whyNotFree(keeper)}`;
  (await cli.renderer()).handle({ type: 'notice', message });
}
