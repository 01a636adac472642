import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import { UPDATE_BEGINS_MS } from '../../model/task-state.ts';
import { describeFailure, describeStuck } from './describe-tasks.ts';
import { hasFailed, judge, type Verdict } from './judge-tasks.ts';
import { withLeader } from './leader.ts';
import { type SwarmLook, sharedLook } from './shared-look.ts';
import { Sightings } from './sightings.ts';
import { isNoNodeFor } from './way-out.ts';

interface Context {
  readonly engine: Engine;
  readonly project: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly text: string }) => unknown;
}

type Await = OperationOf<'await-tasks'>;

/** A swarm itself waits for ever where a task does not come further. */
export const PATIENCE_MS = {
  /** No node can run it, says the swarm: somebody may be adding one just now. */
  noNode: 10_000,
  /** It has no address or no node yet, and the swarm does not say why; its nodes are away, or do not take it. */
  untaken: 60_000,
  /** Its node pulls the image, and makes mounts and networks. */
  preparing: 10 * 60_000,
  /** No other task comes in the place of one that has failed. */
  restarting: 1000,
  /** The swarm does not begin to replace tasks of before. */
  updating: UPDATE_BEGINS_MS,
};

/**
 * Error: UserError `wait-failed` when the tasks are not, and will not be, as they should be, or when the time is over; EngineError
 * `swarm-without-leader`; the signal's reason when aborted.
 */
export async function awaitTasks(
  operation: Await,
  context: Context,
  patience: typeof PATIENCE_MS = PATIENCE_MS,
): Promise<void> {
  const { engine, project, signal, onProgress } = context;
  const looks = sharedLook(engine, project);
  const begin = performance.now();
  const sightings = new Sightings();
  let past: ReadonlySet<string> | undefined;
  const { steadyMs = 0 } = operation;
  let steadySince: number | undefined;
  let told = '';
  const tell = (text: string): void => {
    if (text !== told) onProgress({ text });
    told = text;
  };
  for (;;) {
    const look = await untilAborted(
      withLeader(() => looks.next(), tell),
      signal,
    ).catch((error: unknown) => nameOtherManagers(error, looks.latest));
    past ??= pastOf(operation, look);
    const verdict = judge(operation, look, past);
    steadySince = verdict.is === 'done' ? (steadySince ?? performance.now()) : undefined;
    if (steadySince !== undefined && performance.now() - steadySince >= steadyMs) return;
    const swarm = await engine.swarm();
    const found = look.services.get(operation.name);
    const nodes = [...look.nodes.values()];
    const isForGood = found !== undefined && isNoNodeFor(found, nodes);
    const failure = failureIn(verdict, sightings, { patience, isForGood });
    if (failure === 'now' && verdict.is === 'failed')
      throw await describeFailure(swarm, operation, { ...verdict, found });
    if (failure !== undefined && verdict.is === 'waiting' && verdict.on) {
      const why = describeStuck(nodes, found, verdict.on);
      throw await describeFailure(swarm, operation, { found, why, task: verdict.on });
    }
    const text = textOf(verdict);
    tell(text);
    const { timeoutMs } = operation;
    if (timeoutMs !== undefined && performance.now() - begin > timeoutMs)
      throw new UserError(
        'wait-failed',
        `service ${operation.name} is not ready after ${timeoutMs / 1000} s: ${text}`,
      );
  }
}

/** The swarm does without a manager of several: but nobody has told gantry a way to the others. */
function nameOtherManagers(error: unknown, latest: SwarmLook | undefined): never {
  const managers = [...(latest?.nodes.values() ?? [])].filter(({ role }) => role === 'manager');
  if (!(error instanceof EngineError) || error.code !== 'engine-unreachable' || managers.length < 2)
    throw error;
  const names = managers.map(({ hostname, address }) => `${hostname} (${address})`).join(', ');
  throw new EngineError(error.code, `the manager that gantry talked to is gone: ${error.message}`, {
    hint: `the swarm goes on with what it was asked for. Its managers are ${names}: name another one with DOCKER_HOST, --host or --context, and run the command again`,
    cause: error,
  });
}

function textOf(verdict: Verdict): string {
  if (verdict.is === 'done') return 'runs, and is watched for a moment';
  return verdict.is === 'waiting' ? verdict.text : (verdict.text ?? verdict.why);
}

/** Those whose failure is none of this wait. What has made the tasks of a paused update fail may have been mended since they were started. */
function pastOf({ until, isUnchanged }: Await, { tasks }: SwarmLook): ReadonlySet<string> {
  const all = isUnchanged ? [...tasks.values()].flat() : [];
  return new Set((until === 'begun' ? all : all.filter(hasFailed)).map(({ id }) => id));
}

function failureIn(
  verdict: Verdict,
  sightings: Sightings,
  { patience, isForGood }: { readonly patience: typeof PATIENCE_MS; readonly isForGood: boolean },
): 'now' | 'stuck' | undefined {
  if (verdict.is === 'failed') {
    if (!verdict.mayPass) return 'now';
    const seenMs = sightings.forMs(`${verdict.mayPass} ${verdict.task?.id}`);
    return seenMs >= patience[verdict.mayPass] ? 'now' : undefined;
  }
  const on = verdict.is === 'waiting' && !verdict.isBehindFormer ? verdict.on : undefined;
  const limitMs = on && limitOf(on, patience, isForGood);
  if (!on || limitMs === undefined) return undefined;
  return sightings.forMs(`${on.id} ${on.state}`) >= limitMs ? 'stuck' : undefined;
}

/**
 * @param isForGood whether no node may run it, as far as is known
 * @returns undefined: it may stay as it is for as long as it likes, such as until it is healthy
 */
export function limitOf(
  { state, error }: SwarmTask,
  patience: typeof PATIENCE_MS,
  isForGood: boolean,
): number | undefined {
  switch (state) {
    case 'pending':
      // A manager that has just begun to lead takes each node for one that is away, until it hears from it.
      if (!isForGood && error?.includes('not available for new tasks')) return patience.untaken;
      return error ? patience.noNode : patience.untaken;
    case 'new':
    case 'assigned':
    case 'accepted':
      return patience.untaken;
    case 'preparing':
      return patience.preparing;
    default:
      return undefined;
  }
}

/** Error: the signal's reason. */
function untilAborted<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    waited.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
