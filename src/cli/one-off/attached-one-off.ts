import type { Engine } from '../../engine/port/engine.ts';
import { unlessStatus } from '../../engine/refusals/engine-error.ts';
import { startFailureCode } from '../../engine/refusals/start-failure-code.ts';
import { outputLeftOpen } from '../../engine/streams/cut-output.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { OneOff } from '../../planner/request/one-off.ts';
import { type ApplyOptions, apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { aborted } from '../context/signals.ts';
import { listenForEnding } from '../session/container-ending.ts';
import { followSize } from '../session/follow-size.ts';
import { isToEnd, onSignals } from '../session/forward-signals.ts';
import { runSession, type SessionEnd } from '../session/interactive-session.ts';
import { lostOutputError, onLostOutput } from '../session/lost-output.ts';
import { readDetachKeys } from '../session/read-detach-keys.ts';
import { SignalRelay } from '../session/signal-relay.ts';
import { enterRawMode } from '../terminal/raw-terminal.ts';
import { terminalSize } from '../terminal/terminal-size.ts';

/**
 * Runs a one-off container in the foreground:
 *
 *   preparing ──its turn──▶ attached ──started──▶ running ──its output ends──▶ end (its exit code)
 *      │ Ctrl-C: nothing new begins     every signal │ goes to it      └─detach keys──▶ end (0)
 *      ▼                                             ▼
 *   end (130)                                     running
 *
 * It is attached before it starts, so nothing of what it writes is lost.
 */
export async function runAttachedOneOff(
  cli: Cli,
  planned: Planned,
  oneOff: OneOff,
  shown: ApplyOptions,
): Promise<number> {
  const { engine } = planned;
  const keys = readDetachKeys(cli);
  const interrupted = new AbortController();
  const toldToEnd = new AbortController();
  const relay = new SignalRelay(cli, engine);
  let session: Promise<SessionEnd> | undefined;
  let disconnect = (): void => {};
  let started: Promise<ContainerId> | undefined;
  let startFailure: Error | undefined;
  let restore = (): void => {};

  const begin = async (id: ContainerId): Promise<void> => {
    const { tty, stdin } = oneOff;
    const stream = await engine.attachContainer(id, {
      stdin,
      stdout: true,
      stderr: true,
      detachKeys: keys.text,
    });
    disconnect = () => void stream.destroy();
    if (tty && stdin && process.stdin.isTTY) restore = enterRawMode('as-it-is');
    const resize = followSize((size) => engine.resizeContainer(id, size));
    session = runSession({
      stream,
      tty,
      stdin,
      ...(tty && { detachKeys: keys.bytes }),
      resize,
      impatient: aborted(toldToEnd.signal),
      hasEnded: () => hasEnded(engine, id),
    });
    // It is looked at when all of the plan is done, which must not end the program meanwhile.
    session.catch(() => {});
    const start = engine.startContainer(id).then(() => id);
    started = start;
    try {
      await start;
      const size = tty ? terminalSize() : undefined;
      if (size) void resize(size);
    } catch (error) {
      restore();
      disconnect();
      throw error;
    }
  };
  const release = onSignals((signal) => {
    // One that comes while it is being started is for it, too.
    if (started) {
      if (isToEnd(signal)) toldToEnd.abort();
      const container = started.then((id) => ({ id, name: oneOff.name }));
      relay.send(container, signal).catch(() => {});
    } else if (interrupted.signal.aborted) cli.abandon();
    else interrupted.abort();
  });

  let listenAgain = (): void => {};
  const unread = new Promise<NodeJS.ErrnoException>((resolve) => {
    listenAgain = onLostOutput(resolve);
  });
  const ending = await listenForEnding(engine, [`${LABEL.slug}=${oneOff.slug}`]);
  try {
    const code = await apply(
      cli,
      { ...planned, engine: startingWith(engine, oneOff.name, begin) },
      {
        ...shown,
        signal: interrupted.signal,
        onEvent: (event) => {
          if (event.type !== 'step-ended' || event.outcome.status !== 'failed') return;
          const { operation } = event.step;
          if (operation.kind === 'start-container' && operation.name === oneOff.name)
            startFailure = event.outcome.error;
        },
      },
    );
    if (startFailure) return startFailureCode(startFailure);
    if (code !== EXIT.ok || !session) return code;
    const end = await Promise.race([session, unread, relay.failed]);
    if (end === 'detached') return EXIT.ok;
    if (end instanceof Error) {
      // An engine cannot end a container while it waits for us to read what it wrote.
      disconnect();
      // A process of this machine that writes on would have been ended by SIGPIPE.
      if (started) await engine.killContainer(await started, 'SIGKILL');
    }
    const id = await started;
    if (id === undefined) return code;
    const exitCode = await Promise.race([
      end === 'over' ? ending.exitCodeAfterOutput(id) : ending.exitCode(id),
      relay.failed,
    ]);
    if (oneOff.autoRemove) await ending.removed(id);
    const { reportCrash } = await import('../failures/report-crash.ts');
    const lackedMemory = await ending.lackedMemory(id);
    await reportCrash(cli, oneOff, exitCode, lackedMemory);
    if (end === 'silent') throw outputLeftOpen();
    if (!(end instanceof Error)) return exitCode;
    const lost = lostOutputError(end);
    if (lost) throw lost;
    return EXIT.unread;
  } finally {
    restore();
    release();
    disconnect();
    listenAgain();
    ending.close();
  }
}

/** One that is gone has ended, too. */
async function hasEnded(engine: Engine, id: ContainerId): Promise<boolean> {
  const container = await engine.inspectContainer(id).catch(unlessStatus(404));
  return !container || (!isAlive(container) && container.state !== 'created');
}

/** The engine, with another way to start the container that is created as `name`. */
function startingWith(engine: Engine, name: string, start: (id: ContainerId) => Promise<void>): Engine {
  let created: ContainerId | undefined;
  return {
    ...engine,
    async createContainer(asName, request, platform) {
      const made = await engine.createContainer(asName, request, platform);
      if (asName === name) created = made.id;
      return made;
    },
    startContainer: (id) => (id === created ? start(id) : engine.startContainer(id)),
  };
}
