import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import type { ContainerDetails } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { StepContext } from './step-context.ts';

/** A stop that is quicker needs no explanation. */
const SLOW_AFTER_MS = 800;
/** A program that handles its signal has mostly ended by then, and need not be inspected. */
const CHECK_SIGNAL_AFTER_MS = 200;
const DEFAULT_GRACE_SECONDS = 10;
const SHELL = /^(?:\S*\/)?(?:sh|bash|ash|dash|zsh)$/;

/**
 * Stops a container and warns of the reason when it used up its whole grace period and was killed: the user pays for it at
 * every `down`, and cannot see what for. It is looked at while the stop is waited for anyway. The steps that wait
 * for this stop are released as soon as it is known that the container ignores its signal.
 */
export async function stopContainer(
  engine: Engine,
  container: ContainerId,
  { name, graceSeconds }: { readonly name: string; readonly graceSeconds?: number },
  { warn, releaseWaiting }: Pick<StepContext, 'warn' | 'releaseWaiting'>,
): Promise<void> {
  let slow: Promise<Slow | undefined> | undefined;
  const timer = setTimeout(() => {
    slow = lookAt(engine, container).catch(() => undefined);
  }, SLOW_AFTER_MS);
  const signalCheck =
    releaseWaiting &&
    setTimeout(async () => {
      if (await ignoresSignal(engine, container)) releaseWaiting();
    }, CHECK_SIGNAL_AFTER_MS);
  const start = performance.now();
  try {
    await engine.stopContainer(container, graceSeconds);
  } finally {
    clearTimeout(timer);
    clearTimeout(signalCheck);
  }
  const seen = await slow;
  if (!seen) return;
  const grace = graceSeconds ?? seen.details.settings.StopTimeout ?? DEFAULT_GRACE_SECONDS;
  // The engine rounds nothing: a program that ended before the period was over obeyed, if slowly.
  if (grace > 0 && performance.now() - start >= grace * 1000)
    warn(`container ${name} did not stop within ${grace} s and was killed: ${reasonOf(seen)}`);
}

/** What is known of a container that does not stop at once. */
interface Slow {
  readonly details: ContainerDetails;
  /** Absent: the first process hears its signal, or nobody knows. */
  readonly deaf?: DeafProcess;
}

async function lookAt(engine: Engine, container: ContainerId): Promise<Slow> {
  const asked = engine.inspectContainer(container);
  const deaf = await deafProcess(engine, container, asked);
  return { details: await asked, ...(deaf && { deaf }) };
}

function reasonOf({ details: { settings, tty }, deaf }: Slow): string {
  const signal = settings.StopSignal || 'SIGTERM';
  // With an init, that is the first process, and hears it; what the program does with it is not known.
  if (!deaf)
    return `it takes longer than that to end at ${signal}; raise stop_grace_period, or look whether it handles ${signal}`;
  const words = [...(settings.Entrypoint ?? []), ...(settings.Cmd ?? [])];
  const program = fullName(deaf.name, words);
  const isShell = SHELL.test(program);
  if (isShell && tty && words.length === 1)
    return `an interactive shell ignores ${signal}; stop_signal: SIGHUP ends it`;
  if (isShell)
    return `its first process is a shell (${program}), which does not pass ${signal} on; start the program with \`exec\`, or set init: true`;
  return `${program} does not handle ${signal}, as a first process must; set init: true, or name the signal that ends it with stop_signal`;
}

/** The kernel keeps the first letters of a name. Those of the program that was started are known. */
function fullName(name: string, words: readonly string[]): string {
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
  return (name.length === KEPT_LETTERS && names.find((word) => word.startsWith(name))) || name;
}

const KEPT_LETTERS = 15;

/** A stop that other steps wait for only as long as the container may obey its signal. */
interface EarlyRelease {
  /** Resolves when the steps with `unlessDeaf` need not wait any more. */
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** By step: of those stops that a step with `unlessDeaf` comes after. */
export function earlyReleasesIn({ steps }: Plan): ReadonlyMap<StepId, EarlyRelease> {
  const stops = new Set(
    steps.flatMap(({ id, operation }) => (operation.kind === 'stop-container' ? [id] : [])),
  );
  const awaited = new Set(steps.flatMap(({ after, unlessDeaf }) => (unlessDeaf ? after : [])));
  return new Map([...awaited].filter((id) => stops.has(id)).map((id) => [id, createEarlyRelease()]));
}

function createEarlyRelease(): EarlyRelease {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { released, release };
}

/** On Linux, which engines run on; this machine may count otherwise. SIGKILL cannot be ignored. */
const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  USR1: 10,
  USR2: 12,
  TERM: 15,
  CONT: 18,
  WINCH: 28,
  PWR: 30,
  'RTMIN+3': 37,
};

const COLUMNS = '-eo pid,caught,blocked,comm';

/** The first process of a container that its signal does not end. */
interface DeafProcess {
  /** What runs now: a shell that was started may have become another program by `exec`. */
  readonly name: string;
}

/** Whether the first process of a container has no use for the signal that is to stop it. False where it cannot be known. */
export const ignoresSignal = async (engine: Engine, container: ContainerId): Promise<boolean> =>
  (await deafProcess(engine, container)) !== undefined;

/**
 * Looks whether the first process of a container has no use for the signal that is to stop it: the kernel drops a signal that
 * such a process neither handles nor blocks, so it will go on until it is killed. undefined where it cannot be known: an engine
 * whose host has another `ps`, a signal of another name, a process that is not the first one of its namespace.
 */
async function deafProcess(
  engine: Engine,
  container: ContainerId,
  details = engine.inspectContainer(container),
): Promise<DeafProcess | undefined> {
  try {
    const [{ pid, settings }, { titles, processes }] = await Promise.all([
      details,
      engine.topContainer(container, COLUMNS),
    ]);
    const signal = numberOf(settings.StopSignal || 'SIGTERM');
    if (pid === undefined || signal === undefined || settings.HostConfig.PidMode) return undefined;
    const first = processes.find((row) => row[titles.indexOf('PID')] === String(pid));
    const [name, ...masks] = ['COMMAND', 'CAUGHT', 'BLOCKED'].map((title) => first?.[titles.indexOf(title)]);
    const isDeaf = masks.every((mask) => mask !== undefined && !has(mask, signal));
    return name !== undefined && isDeaf ? { name } : undefined;
  } catch {
    // The container has ended meanwhile, or the engine cannot list its processes: the stop goes on as it would.
    return undefined;
  }
}

const numberOf = (signal: string): number | undefined =>
  SIGNALS[signal.replace(/^SIG/, '')] ?? Object.values(SIGNALS).find((number) => String(number) === signal);

/** @param mask hexadecimal, one bit for each signal from 1 on */
const has = (mask: string, signal: number): boolean =>
  ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
