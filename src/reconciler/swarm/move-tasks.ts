import { setTimeout as sleep } from 'node:timers/promises';
import { blank, commandHint, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import { isLost } from '../../model/node-state.ts';
import type { ObservedSwarmService, SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import { hasEnded } from '../../model/task-state.ts';
import { describeStuck } from './describe-tasks.ts';
import { withLeader } from './leader.ts';
import { Sightings } from './sightings.ts';
import { nodeForIt } from './way-out.ts';

/** There are no events of tasks. */
const LOOK_EVERY_MS = 300;
/** A task without a node waits for ever: somebody may be adding one just now. */
const NO_NODE_FOR_MS = 10_000;
/** A swarm makes the next task together with the end of the one before, or never. */
const NO_TASK_FOR_MS = 10_000;
/** So often may a task fail on its new node. */
const FAILURES = 3;

interface Context {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly text: string }) => unknown;
}

type Move = OperationOf<'move-tasks'>;

/**
 * Waits for the swarm. Error: UserError `wait-failed` when a task runs nowhere, and will not, or when the time is over; the signal's reason
 * when aborted.
 */
export async function moveTasks(move: Move, { engine, signal, onProgress }: Context): Promise<void> {
  const swarm = await engine.swarm();
  const begin = performance.now();
  const since = await newestTask(swarm, move);
  const known = { since, pending: new Pending(), unmade: new Sightings() };
  let told = '';
  for (;;) {
    signal.throwIfAborted();
    const text = await look(move, swarm, known);
    if (text === undefined) return;
    if (text !== told) onProgress({ text });
    told = text;
    if (move.timeoutMs !== undefined && performance.now() - begin > move.timeoutMs)
      throw failed(
        move,
        `its tasks do not run ${move.effect === 'return' ? '' : 'elsewhere '}after ${move.timeoutMs / 1000} s: ${text}`,
      );
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** When the newest of its tasks was as it is: failures before that are no news. */
async function newestTask(swarm: Swarm, { id }: Move): Promise<number> {
  const { tasks } = await withLeader(() => swarm.survey());
  return Math.max(0, ...tasks.filter(({ serviceId }) => serviceId === id).map(({ since }) => since));
}

/** Since when a task has had no node: by the clock of this machine, since those of managers may differ. */
class Pending {
  readonly #since = new Map<string, number>();

  forMs({ id }: SwarmTask): number {
    const since = this.#since.get(id) ?? performance.now();
    this.#since.set(id, since);
    return performance.now() - since;
  }
}

interface Known {
  /** When the newest task was as it is. */
  readonly since: number;
  readonly pending: Pending;
  /** Of slots for which the swarm has made no task. */
  readonly unmade: Sightings;
}

/** @returns what is waited for; undefined: it is done */
async function look(
  move: Move,
  swarm: Swarm,
  { since, pending, unmade }: Known,
): Promise<string | undefined> {
  const { services, tasks: all, nodes } = await withLeader(() => swarm.survey());
  const service = services.find(({ id }) => id === move.id);
  // Somebody has removed it: nothing of it is left to move.
  if (!service) return undefined;
  const lost = new Set(nodes.filter(isLost).map(({ id }) => id));
  // A lost node tells nobody how its tasks are: what the swarm says of them is how they were.
  const tasks = all.filter(({ serviceId, nodeId = '' }) => serviceId === move.id && !lost.has(nodeId));
  const isReturn = move.effect === 'return';
  if (isReturn && lost.has(move.node))
    throw failed(move, `node ${move.nodeName} is lost: it gets tasks when it is back`);
  const left = isReturn ? 0 : tasks.filter((task) => task.nodeId === move.node && !hasEnded(task)).length;
  const slots =
    isReturn && move.slots.length === 0
      ? [inSlot(tasks.filter(({ nodeId }) => nodeId === move.node))]
      : move.slots.map((slot) => slotOf(move, slot, tasks));
  const running = slots.filter(({ runs }) => runs).length;
  if (left === 0 && running === slots.length) return undefined;
  for (const { now } of slots) await refuseStuck(move, service, now, { swarm, pending });
  refuseFailing(move, tasks, since);
  refuseUnmade(move, left > 0 ? [] : slots, unmade);
  const waiting = slots.flatMap(({ runs, now }) => (runs || !now ? [] : [now.state]))[0];
  return [
    ...(left > 0 ? [`${left} ending on ${move.nodeName}`] : []),
    ...(slots.length > 0
      ? [
          `${running} of ${slots.length} ${isReturn ? 'running' : 'elsewhere'}${waiting ? ` (${waiting})` : ''}`,
        ]
      : []),
  ].join(', ');
}

interface Slot {
  readonly runs: boolean;
  /** What is to be in it. */
  readonly now: SwarmTask | undefined;
}

/** The first slot of a job has the number that JSON leaves out. */
const slotOf = ({ node, effect }: Move, slot: number, tasks: readonly SwarmTask[]): Slot =>
  inSlot(tasks.filter((task) => (task.slot ?? 0) === slot && (effect === 'return' || task.nodeId !== node)));

function inSlot(own: readonly SwarmTask[]): Slot {
  const now = own.find(({ desiredState }) => desiredState !== 'shutdown' && desiredState !== 'remove');
  return { runs: now?.state === 'running' || now?.state === 'complete', now };
}

async function refuseStuck(
  move: Move,
  service: ObservedSwarmService,
  task: SwarmTask | undefined,
  { swarm, pending }: { readonly swarm: Swarm; readonly pending: Pending },
): Promise<void> {
  if (task?.state !== 'pending' || !task.error) return;
  // Where the plan has told so, nobody waits for it.
  if (move.effect !== 'stuck' && pending.forMs(task) < NO_NODE_FOR_MS) return;
  const nodes = await swarm.nodes();
  throw failed(move, describeStuck(nodes, service, task), nodeForIt(service, nodes));
}

function refuseFailing(move: Move, tasks: readonly SwarmTask[], since: number): void {
  const failures = tasks.filter(
    (task) =>
      task.since > since &&
      (move.effect === 'return' || task.nodeId !== move.node) &&
      (task.state === 'failed' || task.state === 'rejected'),
  );
  const [first] = failures;
  if (!first || failures.length < FAILURES) return;
  throw failed(
    move,
    `its tasks do not stay running${move.effect === 'return' ? '' : ' elsewhere'}: ${first.error ?? first.state}`,
  );
}

/** Error: UserError. Where the plan has told so, nobody waits for it. */
function refuseUnmade(move: Move, slots: readonly Slot[], unmade: Sightings): void {
  const count = slots.filter(({ now }) => now === undefined).length;
  const seenMs = unmade.forMs(String(count));
  if (count === 0 || seenMs < (move.effect === 'stuck' ? 0 : NO_TASK_FOR_MS)) return;
  if (move.effect === 'return') throw failed(move, `the swarm makes no task for it on ${move.nodeName}`);
  throw failed(move, 'the swarm starts no other task in place of one that has ended', [
    commandHint('gantry', '--on', 'swarm', 'up', blank('SERVICE')),
    ', in the folder of its project, brings it back',
  ]);
}

const failed = ({ service }: Move, why: string, hint?: Hint): UserError =>
  new UserError('wait-failed', `service ${service}: ${why}`, { ...(hint === undefined ? {} : { hint }) });
