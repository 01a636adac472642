import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationOf } from '../../model/operation.ts';
import { holdPorts } from '../hold/hold-ports.ts';
import { openConnections } from '../ingress/open-connections.ts';
import { IngressAway } from '../ingress/run-in-ingress.ts';
import { ownerServes } from './owner-serves.ts';
import { containerOf } from './results.ts';
import type { StepContext } from './step-context.ts';

/** What was asked for just before still gets its answer: who has to wait waits for a second anyhow. */
const UNDER_WAY_MS = 200;
const BETWEEN_LOOKS_MS = 30;

/** Error: UserError `hold-failed`. */
export async function checkHold(
  { helper }: OperationOf<'check-hold'>,
  { engine }: Pick<StepContext, 'engine'>,
): Promise<void> {
  const hold = await holdPorts(engine, helper, []);
  await hold.release();
}

/** Error: UserError `hold-failed`; then nothing waits. */
export async function startHold(
  { helper, ports }: OperationOf<'hold-ports'>,
  { engine, keepHold }: Pick<StepContext, 'engine' | 'keepHold'>,
): Promise<void> {
  keepHold(await holdPorts(engine, helper, ports));
  await sleep(UNDER_WAY_MS);
}

/** As soon as whoever has the ports now listens: before that it would refuse who has waited. */
export async function releasePorts(
  { hold, ingress, owner }: OperationOf<'release-ports'>,
  context: Pick<StepContext, 'engine' | 'recorded' | 'signal' | 'holdOf' | 'releaseHold' | 'releaseSlot'>,
): Promise<void> {
  try {
    const by = context.holdOf(hold)?.by;
    if (ingress) await ingressListens(ingress, context);
    if (owner && by) {
      // Others may need to call the engine meanwhile.
      context.releaseSlot();
      await ownerServes(owner, by, context);
    }
  } finally {
    await context.releaseHold(hold);
  }
}

async function ingressListens(
  ingress: NonNullable<OperationOf<'release-ports'>['ingress']>,
  { engine, recorded, signal }: Pick<StepContext, 'engine' | 'recorded' | 'signal'>,
): Promise<void> {
  const target = { id: containerOf(ingress.container, recorded), name: ingress.name };
  const deadline = performance.now() + 5000;
  while (!signal.aborted && performance.now() < deadline && !(await answers(engine, target)))
    await sleep(BETWEEN_LOOKS_MS);
}

/** Its workers answer when they have opened their ports. */
async function answers(...target: Parameters<typeof openConnections>): Promise<boolean> {
  try {
    return (await openConnections(...target)).isComplete;
  } catch (error) {
    if (error instanceof IngressAway) return false;
    throw error;
  }
}
