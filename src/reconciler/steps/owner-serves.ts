import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import { HOLD_AT_MOST_SECONDS } from '../../model/port-handover.ts';
import { askForConnections } from '../ingress/await-ports.ts';
import { containerOf, MissingResult } from './results.ts';
import type { StepContext } from './step-context.ts';

/** Clients wait: a second more or less is what they notice. An inspection costs the engine little, and few services are handed over at a time. */
const BETWEEN_LOOKS_MS = 200;
/** What one question for connections takes at most, so that a container that has ended is noticed. */
const ASKS_FOR_MS = 2000;
/** Ports that do not follow the first one by then are not listened to. */
const OTHERS_WITHIN_MS = 2000;
/** Where nobody can tell whether it accepts connections: as long as a container has to run until it counts as ready. */
const SETTLES_MS = 2000;

type Owner = NonNullable<OperationOf<'release-ports'>['owner']>;

/**
 * Waits until a container serves the ports that are held: it is healthy, or, without a healthcheck, accepts connections. Whether it does
 * so the helper finds, which reaches it at its own address. Ends as well when the container has failed, and when the time of the helper
 * is over: then nothing is held any more.
 */
export async function ownerServes(
  owner: Owner,
  by: { readonly id: ContainerId; readonly name: string },
  { engine, recorded, signal }: Pick<StepContext, 'engine' | 'recorded' | 'signal'>,
  { settlesMs = SETTLES_MS } = {},
): Promise<void> {
  const id = idOf(owner, recorded);
  const deadline = performance.now() + HOLD_AT_MOST_SECONDS * 1000;
  while (id !== undefined && !signal.aborted && performance.now() < deadline) {
    const look = await engine.inspectContainer(id).catch(nothingWhenGone);
    if (!look || !isAlive(look)) return;
    if (look.health === undefined && !look.hasHealthcheck) {
      if (await accepts(look)) return;
    } else if (look.health === 'healthy' || look.health === 'unhealthy') return;
    await sleep(BETWEEN_LOOKS_MS, undefined, { signal }).catch(() => {});
  }

  /** Or it is not known. */
  async function accepts({ addresses = [], state }: ContainerDetails): Promise<boolean> {
    if (state !== 'running') return false;
    const answers = await Promise.all(
      addresses.map((address) =>
        askForConnections(engine, by, address, {
          ports: owner.ports,
          signal,
          noConnectionAfterMs: ASKS_FOR_MS,
          othersWithinMs: OTHERS_WITHIN_MS,
        }),
      ),
    );
    if (answers.includes('some')) return true;
    if (answers.length > 0 && !answers.includes('unknown')) return false;
    await sleep(settlesMs, undefined, { signal }).catch(() => {});
    return true;
  }
}

/** @returns undefined: it was never made */
function idOf({ container }: Owner, recorded: StepContext['recorded']): ContainerId | undefined {
  try {
    return containerOf(container, recorded);
  } catch (error) {
    if (error instanceof MissingResult) return undefined;
    throw error;
  }
}

function nothingWhenGone(error: unknown): undefined {
  if (error instanceof EngineError && error.code === 'no-container') return undefined;
  throw error;
}
