import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails } from '../../model/observed.ts';
import { ignoresSignal } from './ignores-signal.ts';
import type { StepContext } from './step-context.ts';

/** Before this nobody wonders. */
const SLOW_AFTER_MS = 800;
/** Who hears its signal has mostly ended by then, and need not be asked. */
const ASK_AFTER_MS = 200;
const DEFAULT_GRACE_SECONDS = 10;
const SHELL = /^(?:\S*\/)?(?:sh|bash|ash|dash|zsh)$/;

/**
 * Stops a container and says why when it used up its whole grace period and was killed: the user pays for it at every
 * `down`, and cannot see what for. The one inspection is made while it is waited for anyway. Where others wait for their turn, they
 * are let go as soon as it is known that it does not hear its signal.
 */
export async function stopContainer(
  engine: Engine,
  container: ContainerId,
  { name, graceSeconds }: { readonly name: string; readonly graceSeconds?: number },
  { warn, releaseWaiting }: Pick<StepContext, 'warn' | 'releaseWaiting'>,
): Promise<void> {
  let details: Promise<ContainerDetails | undefined> | undefined;
  const timer = setTimeout(() => {
    details = engine.inspectContainer(container).catch(() => undefined);
  }, SLOW_AFTER_MS);
  const signalCheck =
    releaseWaiting &&
    setTimeout(async () => {
      if (await ignoresSignal(engine, container)) releaseWaiting();
    }, ASK_AFTER_MS);
  const start = performance.now();
  try {
    await engine.stopContainer(container, graceSeconds);
  } finally {
    clearTimeout(timer);
    clearTimeout(signalCheck);
  }
  const seen = await details;
  if (!seen) return;
  const grace = graceSeconds ?? seen.settings.StopTimeout ?? DEFAULT_GRACE_SECONDS;
  // The engine rounds nothing: whoever ended before the period was over obeyed, if slowly.
  if (grace > 0 && performance.now() - start >= grace * 1000)
    warn(`container ${name} did not stop within ${grace} s and was killed: ${reasonOf(seen)}`);
}

function reasonOf({ settings, tty }: ContainerDetails): string {
  const signal = settings.StopSignal || 'SIGTERM';
  const words = [...(settings.Entrypoint ?? []), ...(settings.Cmd ?? [])];
  const program = words[0] ?? 'its first process';
  const isShell = SHELL.test(program);
  if (isShell && tty && words.length === 1)
    return `an interactive shell ignores ${signal}; stop_signal: SIGHUP ends it`;
  if (isShell)
    return `its first process is a shell (${program}), which does not pass ${signal} on; start the program with \`exec\`, or set init: true`;
  if (settings.HostConfig.Init === true)
    return `${program} goes on after ${signal}; handle the signal, or name the one that ends it with stop_signal`;
  return `${program} does not handle ${signal}, which a first process has to; set init: true, or name the signal that ends it with stop_signal`;
}
