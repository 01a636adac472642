import { EngineError, isStatus, unlessStatus } from '../../engine/refusals/engine-error.ts';
import { Heartbeat, PulseWatch } from './heartbeat.ts';
import type { Keeper } from './keeper.ts';
import type { LockEngine } from './lock-engine.ts';
import { type LockHolder, lockLabels, readHolder } from './lock-holder.ts';
import { beatName, LONGEST_NAME, lockName, successionName } from './lock-names.ts';
import { isRunning } from './process-identity.ts';

/** Unless the user says otherwise. */
export const DEFAULT_LOCK_TIMEOUT_MS = 10 * 60_000;

export interface LockRequest {
  readonly project: string;
  readonly holder: LockHolder;
  /** How long somebody else may have it. 0: not at all. */
  readonly timeoutMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called once for each keeper that is waited for. */
  readonly onWait: (keeper: Keeper) => void;
}

/** The project is this command's alone. */
export interface ProjectLock {
  readonly kind: 'taken';
  readonly waited: boolean;
  /** The first of those who died with it, and whose lock was taken over. Absent: nobody did. */
  readonly interrupted: LockHolder | undefined;
  release(): Promise<void>;
}

export type LockResult =
  | ProjectLock
  /** Somebody else has it, and the time is over. */
  | ({ readonly kind: 'held' } & Keeper)
  /** The signal came. */
  | { readonly kind: 'cancelled' }
  /** This engine, or what stands before it, makes no volumes for us. */
  | { readonly kind: 'unavailable'; readonly error: EngineError };

/** What came of replacing a holder. */
type Succession =
  /** What this dead holder had is removed: the lock is worth asking for at once. */
  | { readonly kind: 'freed'; readonly nonce: string; readonly volume: string }
  | { readonly kind: 'kept'; readonly keeper: Keeper };

/** So many may have died while each took over from the one before. More of them are the invention of what answers. */
const MOST_AT_ONCE = 10;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** A volume is made in some hundredths of a second; a very busy engine takes seconds. */
const ANSWER_MS = 60_000;

/**
 * Takes the lock of a project on its engine: a volume with a fixed name. The engine creates it for one of all who ask at
 * the same time, whatever machine they are on, and tells the others the labels of the one who was first.
 *
 * A holder that died is replaced: at once when its process can be looked for from here, else when its heartbeat has been
 * missing for a while (heartbeat.ts). The lock is asked for again and again, and not waited for by events: asking is also
 * what takes it.
 */
export async function takeProjectLock(engine: LockEngine, request: LockRequest): Promise<LockResult> {
  const { project, holder, timeoutMs, signal, onWait } = request;
  const claims = new Claims(engine, project, holder);
  const deadline = performance.now() + timeoutMs;
  const announced = new Set<string>();
  const freed = new Map<string, string>();
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
      signal.throwIfAborted();
      const other = await answered(claims, signal);
      if (other === 'mine') {
        const heartbeat = claims.startHeartbeat();
        return {
          kind: 'taken',
          waited: announced.size > 0,
          interrupted: claims.interrupted,
          release: () => claims.release(heartbeat),
        };
      }
      const keeper = await keeperOf(other, claims, freed);
      if (!keeper) continue;
      if (performance.now() >= deadline) return { kind: 'held', ...keeper };
      const key = `${keeper.by?.nonce} ${keeper.stuck !== undefined}`;
      if (!announced.has(key)) onWait(keeper);
      announced.add(key);
      await pause(pauseMs, signal);
    }
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    if (error instanceof EngineError && MAKES_NO_VOLUMES.has(error.status))
      return { kind: 'unavailable', error };
    // The engine may have made it, and only its answer is lost.
    await Promise.race([claims.withdraw(), pause(LONGEST_PAUSE_MS, signal)]);
    throw error;
  }
}

/**
 * Replaces a holder that is dead.
 *
 * @param freed the volumes of those who were replaced, by nonce: whoever comes back is not gone, whatever the engine says
 * @returns whom to wait for. undefined: nobody, the lock is worth asking for at once.
 */
async function keeperOf(
  other: LockHolder | undefined,
  claims: Claims,
  freed: Map<string, string>,
): Promise<Keeper | undefined> {
  if (!other) return { by: undefined };
  const succession = await claims.succeed(other);
  if (succession.kind === 'freed' && !freed.has(succession.nonce) && freed.size < MOST_AT_ONCE) {
    freed.set(succession.nonce, succession.volume);
    return undefined;
  }
  const keeper = succession.kind === 'kept' ? succession.keeper : { by: other };
  const volume = succession.kind === 'freed' ? succession.volume : freed.get(keeper.by?.nonce ?? '');
  if (keeper.stuck || volume === undefined) return keeper;
  return { ...keeper, stuck: { volume, why: 'the engine says that it did, and has it still' } };
}

/** The engine may not answer at all. Error: EngineError after a while, and the signal's reason when it comes first. */
async function answered(claims: Claims, signal: AbortSignal): Promise<LockHolder | 'mine' | undefined> {
  const asked = claims.claim();
  const enough = new AbortController();
  const lost = async (): Promise<never> => {
    await pause(ANSWER_MS, AbortSignal.any([signal, enough.signal]));
    signal.throwIfAborted();
    const seconds = ANSWER_MS / 1000;
    throw new EngineError(
      'engine-unreachable',
      `the engine has not answered for ${seconds} s when asked for a volume`,
      {
        hint: 'check the log of the engine',
      },
    );
  };
  try {
    return await Promise.race([asked, lost()]);
  } catch (error) {
    // What comes after all is of no use any more.
    asked.then((other) => (other === 'mine' ? claims.withdraw() : undefined)).catch(() => {});
    throw error;
  } finally {
    enough.abort();
  }
}

/** Ends at once when the signal comes. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    }
  });

/** What a proxy before the engine answers, or an engine that knows no volumes. */
const MAKES_NO_VOLUMES: ReadonlySet<number | undefined> = new Set([403, 404, 405, 501]);

/** As what is in the way does not say whose it is. */
const IN_THE_WAY = 'another volume is in the way';

const kept = (by: LockHolder, volume?: string, why?: string): Succession => ({
  kind: 'kept',
  keeper: { by, ...(volume !== undefined && why !== undefined && { stuck: { volume, why } }) },
});

/** What one process asks of the volumes that are the lock. */
class Claims {
  readonly #engine: LockEngine;
  readonly #project: string;
  readonly #name: string;
  #holder: LockHolder;
  readonly #pulses = new PulseWatch();

  constructor(engine: LockEngine, project: string, holder: LockHolder) {
    this.#engine = engine;
    this.#project = project;
    this.#name = lockName(project);
    this.#holder = holder;
  }

  get interrupted(): LockHolder | undefined {
    return this.#holder.interrupted;
  }

  /** @returns who has it. undefined: it does not say who it is. */
  async claim(name: string = this.#name): Promise<LockHolder | 'mine' | undefined> {
    // Whatever the holder before has written down by now was written before that.
    this.#holder = { ...this.#holder, since: new Date().toISOString() };
    const created = this.#engine.createVolume({ Name: name, Labels: this.#labels() });
    // Podman refuses one of two calls that come at the same moment.
    const labels = await created.catch(unlessStatus(409));
    // Docker, once it was started again, does not tell here which labels a volume has that was there before.
    const holder = readHolder(labels ?? {}) ?? readHolder((await this.#listed(name)) ?? {});
    return holder?.nonce === this.#holder.nonce ? 'mine' : holder;
  }

  #labels(): Readonly<Record<string, string>> {
    return lockLabels(this.#project, this.#holder);
  }

  async #listed(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    return (await this.#engine.listVolumes()).find((volume) => volume.name === name)?.labels;
  }

  /**
   * Removes the lock of a holder that died. Several may see that it is dead, and a slow one of them must not remove the
   * lock of a quick one: so only who has a second lock, the succession of this very holder, may remove the first one.
   * Whoever dies with a succession is succeeded in the same way.
   *
   * Error: EngineError when it is not known whether a volume was removed.
   */
  async succeed(dead: LockHolder, name: string = this.#name): Promise<Succession> {
    if (!(await this.#isDead(dead))) return kept(dead);
    // Whoever looks at the lock from now on knows that something may be half done: this process may die, too.
    this.#holder = { ...this.#holder, interrupted: dead.interrupted ?? dead };
    const succession = successionName(name, dead.nonce);
    const heir = await this.claim(succession);
    if (heir !== 'mine') {
      const isPossible = heir !== undefined && succession.length < LONGEST_NAME;
      return isPossible ? this.succeed(heir, succession) : kept(dead, succession, IN_THE_WAY);
    }
    const current = await this.claim(name);
    try {
      if (current !== 'mine' && current?.nonce === dead.nonce) await this.#engine.removeVolume(name);
      await this.#engine.removeVolume(beatName(name, dead.nonce));
    } catch (error) {
      // Somebody has mounted it in a container: it is held until that is gone.
      if (!(error instanceof EngineError) || !isStatus(error, 409)) throw error;
      return kept(dead, name, error.message);
    } finally {
      await this.#engine.removeVolume(succession);
    }
    return { kind: 'freed', nonce: dead.nonce, volume: name };
  }

  async #isDead({ process, nonce }: LockHolder): Promise<boolean> {
    const running = isRunning(process);
    if (running !== undefined) return !running;
    return this.#pulses.isMissing(nonce, () => this.#engine.listVolumes());
  }

  startHeartbeat(): Heartbeat {
    return new Heartbeat(this.#engine, {
      name: this.#name,
      nonce: this.#holder.nonce,
      labels: this.#labels(),
    });
  }

  /** Leaves no lock of this holder, where it is not known whether there is one. Never fails. */
  async withdraw(): Promise<void> {
    try {
      if ((await this.claim()) === 'mine') await this.#engine.removeVolume(this.#name);
    } catch {
      // The engine does not answer, as it did not before.
    }
  }

  /** A lock that was lost meanwhile stays: somebody else has it. */
  async release(heartbeat: Heartbeat): Promise<void> {
    try {
      const { isYoung } = heartbeat;
      await heartbeat.stop();
      if (isYoung || (await this.claim()) === 'mine') await this.#engine.removeVolume(this.#name);
    } catch {
      // The engine is gone, and the run has said so. The next command sees that this process is gone, too.
    }
  }
}
