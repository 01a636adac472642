import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { aborted } from '../context/signals.ts';

/** Longer takes nothing that listens to SIGHUP. */
const GRACE_SECONDS = 2;

/**
 * `$0` is the mark, which is a pattern for itself; this program does not carry it. With `-F`, the grep of busybox reads no further than the
 * first variable.
 * A shell whose command is killed may start the next one before it is killed too, so it looks again.
 */
const PROGRAM = `tell() {
  for process in /proc/[0-9]*
  do grep -qs "$0" "$process/environ" && kill "-$1" "\${process#/proc/}" 2>/dev/null && found=1
  done
}
tell HUP
[ -n "$found" ] && sleep ${GRACE_SECONDS}
for attempt in 1 2 3 4 5
do
  found=
  tell KILL
  [ -z "$found" ] && exit 0
done`;

/**
 * Ends all processes of a container that have this text in their environment: an engine has no call that ends a command which it was asked
 * to run. In a paused container nothing can be run, so it waits until that goes on, or `signal` is aborted.
 *
 * Never fails: a container without sh and grep keeps them, as it does with `docker exec`.
 */
export async function endMarked(
  engine: Engine,
  container: ContainerId,
  mark: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const exec = await engine.createExec(container, { Cmd: ['/bin/sh', '-c', PROGRAM, mark] });
    await engine.startDetachedExec(exec, { tty: false });
  } catch {
    // It is paused; or it is gone, or the engine is.
    if (signal.aborted || !(await isPaused(engine, container))) return;
    const isKnown = await untilUnpaused(engine, container, signal).then(
      () => true,
      () => false,
    );
    if (isKnown) await endMarked(engine, container, mark, signal);
  }
}

/** Resolves also when it has ended, and when `signal` is aborted. Error: the engine tells of nothing. */
async function untilUnpaused(engine: Engine, container: ContainerId, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const listening = await engine.subscribe([], (event) => {
    if (event.container === container && ENDS_PAUSE.has(event.action)) over.abort();
  });
  try {
    // It may have gone on before the engine listened.
    if (!(await isPaused(engine, container))) return;
    await Promise.race([aborted(AbortSignal.any([over.signal, signal])), listening.ended]);
  } finally {
    listening.close();
  }
}

const ENDS_PAUSE: ReadonlySet<string> = new Set(['unpause', 'die', 'destroy']);

const isPaused = (engine: Engine, container: ContainerId): Promise<boolean> =>
  engine.inspectContainer(container).then(
    ({ state }) => state === 'paused',
    () => false,
  );
