import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { whyNotFree } from '../../../src/reconciler/lock/keeper.ts';
import { leftByTheDead, whoDied } from '../../../src/reconciler/lock/left-by-the-dead.ts';
import { holderOf, type LockHolder, lockLabels } from '../../../src/reconciler/lock/lock-holder.ts';
import { lockedError } from '../../../src/reconciler/lock/locked-error.ts';
import { type LockRequest, takeProjectLock } from '../../../src/reconciler/lock/project-lock.ts';
import { PATIENCE } from '../../support/patience.ts';
import { VolumesEngine } from '../../support/volumes-engine.ts';

afterEach(() => vi.useRealTimers());

const LOCK = 'gantry-lock-shop';
const NEVER = new AbortController().signal;

const asked = (more: Partial<LockRequest> = {}): LockRequest => ({
  project: 'shop',
  holder: holderOf('up', '/srv/shop'),
  timeoutMs: 60_000,
  signal: NEVER,
  onWait: () => {},
  ...more,
});

/** Of a process that is not there any more. */
async function deadHolder(): Promise<LockHolder> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const holder = holderOf('down', '/srv/shop');
  return { ...holder, process: { ...holder.process, pid: child.pid ?? 0 } };
}

const onAnotherMachine = (): LockHolder => {
  const holder = holderOf('up', '/srv/shop');
  return { ...holder, host: 'ci-3', process: { pid: 1, machine: 'another one' } };
};

async function taken(engine: VolumesEngine, more: Partial<LockRequest> = {}) {
  const result = await takeProjectLock(engine, asked(more));
  if (result.kind !== 'taken') throw new Error(`the lock is ${result.kind}`);
  return result;
}

test('takeProjectLock() leaves nothing on the engine once it is released', async () => {
  const engine = new VolumesEngine();

  const lock = await taken(engine);
  expect([...engine.volumes.keys()]).toEqual([LOCK]);
  await lock.release();

  expect(lock.waited).toBe(false);
  expect([...engine.volumes.keys()]).toEqual([]);
});

test('takeProjectLock() waits until another one is done, and says once for whom', async () => {
  const engine = new VolumesEngine();
  const first = await taken(engine, { holder: holderOf('down', '/srv/a') });
  const others: (string | undefined)[] = [];

  const second = taken(engine, { onWait: ({ by }) => others.push(by?.command) });
  await vi.waitFor(() => expect(others).toEqual(['down']), PATIENCE);
  await first.release();

  expect((await second).waited).toBe(true);
  expect(others).toEqual(['down']);
});

test('takeProjectLock() says who has it when the time is over, at once for a time of 0', async () => {
  const engine = new VolumesEngine();
  await taken(engine, { holder: holderOf('scale', '/srv/a') });
  const onWait = vi.fn();

  const result = await takeProjectLock(engine, asked({ timeoutMs: 0, onWait }));

  expect(result).toMatchObject({ kind: 'held', by: { command: 'scale', folder: '/srv/a' } });
  expect(onWait).not.toHaveBeenCalled();
});

test('takeProjectLock() ends waiting when it is told to', async () => {
  const engine = new VolumesEngine();
  await taken(engine);
  const stop = new AbortController();

  const result = takeProjectLock(engine, asked({ signal: stop.signal, onWait: () => stop.abort() }));

  expect(await result).toEqual({ kind: 'cancelled' });
});

test('takeProjectLock() takes over at once from a process of this machine that is gone', async () => {
  const engine = new VolumesEngine();
  engine.volumes.set(LOCK, lockLabels('shop', await deadHolder()));

  const lock = await taken(engine, { timeoutMs: 0 });
  await lock.release();

  expect([...engine.volumes.keys()]).toEqual([]);
});

test('takeProjectLock() takes over from a process whose number another one has by now', async () => {
  const engine = new VolumesEngine();
  const holder = holderOf('up', '/srv/shop');
  const before = { ...holder, process: { ...holder.process, started: '1' } };
  engine.volumes.set(LOCK, lockLabels('shop', before));

  expect(await takeProjectLock(engine, asked({ timeoutMs: 0 }))).toMatchObject({ kind: 'taken' });
});

test('takeProjectLock() takes over from one who died while taking over', async () => {
  const engine = new VolumesEngine();
  const [first, second] = [await deadHolder(), await deadHolder()];
  engine.volumes.set(LOCK, lockLabels('shop', first));
  engine.volumes.set(`${LOCK}.after.${first.nonce}`, lockLabels('shop', second));

  const lock = await taken(engine);
  await lock.release();

  expect([...engine.volumes.keys()]).toEqual([]);
});

test('takeProjectLock() gives the lock of a dead holder to one at a time, whoever is quick', async () => {
  const dead = await deadHolder();
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const engine = new VolumesEngine(() => scheduler.schedule(Promise.resolve()));
      engine.volumes.set(LOCK, lockLabels('shop', dead));
      let inside = 0;
      let most = 0;
      const useIt = async (): Promise<void> => {
        const result = await takeProjectLock(engine, asked({ timeoutMs: 0 }));
        if (result.kind !== 'taken') return;
        inside++;
        most = Math.max(most, inside);
        await scheduler.schedule(Promise.resolve());
        inside--;
        await result.release();
      };
      await scheduler.waitFor(Promise.all([useIt(), useIt(), useIt()]));
      expect(most).toBe(1);
      expect([...engine.volumes.keys()]).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('takeProjectLock() waits for a holder on another machine while its heart beats', async () => {
  vi.useFakeTimers();
  const engine = new VolumesEngine();
  const lock = await taken(engine, { holder: onAnotherMachine() });
  const second = vi.fn();

  void takeProjectLock(engine, asked({ timeoutMs: 10 * 60_000 })).then(second);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(second).not.toHaveBeenCalled();
  await lock.release();
  await vi.advanceTimersByTimeAsync(2_000);

  expect(second).toHaveBeenCalledWith(expect.objectContaining({ kind: 'taken', waited: true }));
  expect([...engine.volumes.keys()]).toEqual([LOCK]);
});

test('takeProjectLock() takes over from another machine whose heart has stopped', async () => {
  vi.useFakeTimers();
  const engine = new VolumesEngine();
  const gone = onAnotherMachine();
  engine.volumes.set(LOCK, lockLabels('shop', gone));
  engine.volumes.set(`${LOCK}.beat.${gone.nonce}`, lockLabels('shop', gone));
  const onTaken = vi.fn();

  void takeProjectLock(engine, asked({ timeoutMs: 10 * 60_000 })).then(onTaken);
  await vi.advanceTimersByTimeAsync(40_000);
  expect(onTaken).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(onTaken).toHaveBeenCalledWith(expect.objectContaining({ kind: 'taken' }));
  expect([...engine.volumes.keys()]).toEqual([LOCK]);
});

test('release() leaves the lock to whoever took it over meanwhile', async () => {
  vi.useFakeTimers();
  const engine = new VolumesEngine();
  const lock = await taken(engine);
  await vi.advanceTimersByTimeAsync(60_000);
  const other = lockLabels('shop', holderOf('up', '/srv/other'));
  engine.volumes.set(LOCK, other);

  await lock.release();

  expect(engine.volumes.get(LOCK)).toEqual(other);
});

test('takeProjectLock() does not know who has a volume of that name that gantry did not make', async () => {
  const engine = new VolumesEngine();
  engine.volumes.set(LOCK, { 'gantry.lock.holder': '{"nonce": 1}' });

  expect(await takeProjectLock(engine, asked({ timeoutMs: 0 }))).toEqual({ kind: 'held', by: undefined });
});

test('takeProjectLock() says when the engine makes no volumes, and fails for any other reason', async () => {
  const refuses = (status: number) => {
    const engine = new VolumesEngine();
    engine.createVolume = () => Promise.reject(new EngineError('engine-refused', 'no', { status }));
    return takeProjectLock(engine, asked());
  };

  expect(await refuses(403)).toMatchObject({ kind: 'unavailable' });
  await expect(refuses(500)).rejects.toThrow('no');
});

test('takeProjectLock() ends at the signal while the engine does not answer, and after a minute without one', async () => {
  vi.useFakeTimers();
  const engine = new VolumesEngine(() => new Promise<never>(() => {}));
  const stop = new AbortController();
  const cancelled = takeProjectLock(engine, asked({ signal: stop.signal }));
  stop.abort();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await cancelled).toEqual({ kind: 'cancelled' });

  const failed = takeProjectLock(engine, asked()).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(62_000);
  expect(await failed).toMatchObject({ code: 'engine-unreachable' });
});

test('takeProjectLock() leaves no lock behind whose creation was answered with nonsense', async () => {
  const engine = new VolumesEngine();
  const create = engine.createVolume;
  let first = true;
  engine.createVolume = async (request) => {
    const labels = await create(request);
    if (!first) return labels;
    first = false;
    throw new EngineError('engine-unreachable', 'the engine ended its answer in the middle');
  };

  await expect(takeProjectLock(engine, asked())).rejects.toThrow('in the middle');
  expect([...engine.volumes.keys()]).toEqual([]);
});

test('takeProjectLock() waits while the volume of a dead holder cannot be removed', async () => {
  const engine = new VolumesEngine();
  engine.volumes.set(LOCK, lockLabels('shop', await deadHolder()));
  const remove = engine.removeVolume;
  engine.removeVolume = (name) =>
    name === LOCK ? Promise.reject(new EngineError('in-use', 'in use', { status: 409 })) : remove(name);

  expect(await takeProjectLock(engine, asked({ timeoutMs: 0 }))).toMatchObject({
    kind: 'held',
    stuck: { volume: LOCK, why: 'in use' },
  });
  expect([...engine.volumes.keys()]).toEqual([LOCK]);
});

/** It says that it removes volumes, and keeps the one of this name. */
function keeping(kept: string, turn?: () => Promise<void>) {
  const engine = new VolumesEngine(turn);
  const remove = engine.removeVolume;
  engine.removeVolume = async (name) => {
    if (name !== kept) await remove(name);
  };
  return engine;
}

test('takeProjectLock() gives up a dead lock that the engine keeps, after the time to wait, and says once what it waits for', async () => {
  vi.useFakeTimers();
  let calls = 0;
  const engine = keeping(LOCK, async () => {
    // Instead of going on for ever.
    if (++calls > 1000) throw new Error('far too many calls');
  });
  const dead = await deadHolder();
  engine.volumes.set(LOCK, lockLabels('shop', dead));
  const onWait = vi.fn();

  const result = takeProjectLock(engine, asked({ timeoutMs: 30_000, onWait }));
  await vi.advanceTimersByTimeAsync(32_000);

  const why = 'the engine says that it did, and has it still';
  const keeper = { by: expect.objectContaining({ nonce: dead.nonce }), stuck: { volume: LOCK, why } };
  expect(await result).toEqual({ kind: 'held', ...keeper });
  expect(onWait.mock.calls).toEqual([[keeper]]);
  expect(calls).toBeLessThan(300);
});

test('takeProjectLock() gives up at once for a time of 0, also when the lock of somebody who died taking over is what stays', async () => {
  const [first, second] = [await deadHolder(), await deadHolder()];
  const after = `${LOCK}.after.${first.nonce}`;
  const engine = keeping(after);
  engine.volumes.set(LOCK, lockLabels('shop', first));
  engine.volumes.set(after, lockLabels('shop', second));

  const result = await takeProjectLock(engine, asked({ timeoutMs: 0 }));

  expect(result).toMatchObject({ kind: 'held', stuck: { volume: after } });
});

test('takeProjectLock() gives up when each answer tells of somebody dead: the same one, or another one', async () => {
  const dead = await deadHolder();
  const other = () => ({ ...dead, nonce: holderOf('up', '/srv').nonce });
  for (const next of [() => dead, other]) {
    const engine = new VolumesEngine();
    engine.createVolume = async () => lockLabels('shop', next());

    expect(await takeProjectLock(engine, asked({ timeoutMs: 0 }))).toMatchObject({ kind: 'held' });
  }
});

test('takeProjectLock() ends at the signal while a dead lock stays', async () => {
  const engine = keeping(LOCK);
  engine.volumes.set(LOCK, lockLabels('shop', await deadHolder()));
  const stop = new AbortController();

  const result = takeProjectLock(engine, asked({ signal: stop.signal, onWait: () => stop.abort() }));

  expect(await result).toEqual({ kind: 'cancelled' });
});

test('lockedError() says of a dead holder that it is dead, and which volume to remove', async () => {
  const by = await deadHolder();
  const stuck = { volume: LOCK, why: 'volume gantry-lock-shop is in use by container abc' };

  const error = lockedError('shop', { by, stuck });

  expect(error.message).toMatch(
    /^project "shop" is not free: the lock of a process that died cannot be removed: volume gantry-lock-shop is in use by container abc; it was "down" of /,
  );
  expect(whyNotFree({ by, stuck })).toMatch(/^the lock of a process that died cannot be removed: /);
  expect(error.hint).toBe(`remove the volume ${LOCK}, and before that the containers that use it`);
});

test('takeProjectLock() says who left something half done, whoever dies with the lock after that', async () => {
  const engine = new VolumesEngine();
  const first = { ...(await deadHolder()), since: '2026-12-01T10:00:00.000Z' };
  engine.volumes.set(LOCK, lockLabels('shop', first));
  const since = async () => whoDied('shop', await engine.listVolumes())?.since;
  expect(await since()).toBe(first.since);

  const second = await taken(engine, { holder: await deadHolder() });
  expect(await since()).toBe(first.since);
  // It dies as well.
  const third = await taken(engine);
  expect(await since()).toBe(first.since);
  await third.release();
  expect(await since()).toBeUndefined();
  await second.release();
});

test('takeProjectLock() finds out who has the lock on an engine that was started again and answers without labels', async () => {
  const engine = new VolumesEngine();
  engine.volumes.set(LOCK, lockLabels('shop', await deadHolder()));
  const create = engine.createVolume;
  engine.createVolume = async (request) => {
    const isThere = engine.volumes.has(request.Name);
    const labels = await create(request);
    return isThere ? {} : labels;
  };

  const lock = await taken(engine, { timeoutMs: 0 });
  await lock.release();

  expect([...engine.volumes.keys()]).toEqual([]);
});

test('leftByTheDead() takes no volume of another name for a lock, whatever its labels say', async () => {
  const engine = new VolumesEngine();
  engine.volumes.set('precious', lockLabels('shop', await deadHolder()));
  engine.volumes.set(`${LOCK}.beat.0123456789ab`, lockLabels('shop', await deadHolder()));

  const left = leftByTheDead('shop', await engine.listVolumes());

  expect(left.map(({ name }) => name)).toEqual([`${LOCK}.beat.0123456789ab`]);
});
