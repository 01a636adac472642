import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { outputLeftOpen } from '../../engine/streams/cut-output.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { refuseGoneEngine } from '../find/refuse-gone-engine.ts';
import { runningContainer } from '../find/running-container.ts';
import { enterRawMode } from '../terminal/raw-terminal.ts';
import { terminalSize } from '../terminal/terminal-size.ts';
import { listenForEnding } from './container-ending.ts';
import { followSize } from './follow-size.ts';
import { isToEnd, onSignals } from './forward-signals.ts';
import { runSession } from './interactive-session.ts';
import { readDetachKeys } from './read-detach-keys.ts';
import { SignalRelay } from './signal-relay.ts';

export interface AttachOptions {
  readonly detachKeys?: string;
  readonly index?: number;
  /** False: `--no-stdin`. */
  readonly stdin: boolean;
  readonly sigProxy: boolean;
}

/**
 * Connects to the main process of a container until it ends, or the user detaches.
 *
 * @returns the exit code of the process; 0 when it goes on.
 */
export async function attachTo(cli: Cli, service: string, options: AttachOptions): Promise<number> {
  const keys = readDetachKeys(cli, options.detachKeys);
  const { engine, container } = await runningContainer(cli, service, options.index);
  const { id, name, labels } = container;
  const { state, tty, settings } = await engine.inspectContainer(id);
  if (state !== 'running')
    throw new UserError('no-container', `container ${name} is ${state}: there is nothing to attach to`, {
      hint: state === 'paused' ? ['unpause it first: ', gantry('unpause', service)] : gantry('ps', service),
    });
  const stdin = options.stdin && settings.OpenStdin === true;
  if (tty && stdin && !process.stdin.isTTY)
    throw new UserError(
      'bad-usage',
      'cannot attach stdin to a TTY-enabled container because stdin is not a terminal',
      { hint: 'add --no-stdin to see what it writes' },
    );

  // What is typed and signalled would reach the process.
  if (cli.globals.dryRun) {
    cli.stdout.write(`\`gantry attach\` would connect this terminal to ${name}\n`);
    return EXIT.ok;
  }
  const project = labels[LABEL.project] ?? '';
  const ending = await listenForEnding(
    engine,
    [`${LABEL.project}=${project}`, `${LABEL.service}=${service}`],
    (event) => event.container === id,
  );
  // With a terminal, Ctrl-C is a key like any other.
  const toldToEnd = new AbortController();
  const relay = new SignalRelay(cli, engine);
  const release =
    options.sigProxy && !tty
      ? onSignals((signal) => {
          if (isToEnd(signal)) toldToEnd.abort();
          void relay.send(container, signal);
        })
      : onInterrupt([() => cli.abandon()]);
  let restore = (): void => {};
  let disconnect = (): void => {};
  try {
    const stream = await engine.attachContainer(id, {
      stdin,
      stdout: true,
      stderr: true,
      detachKeys: keys.text,
    });
    disconnect = () => void stream.destroy();
    if (tty && stdin) restore = enterRawMode('as-it-is');
    const resize = followSize((changed) => engine.resizeContainer(id, changed));
    const size = tty ? terminalSize() : undefined;
    if (size) {
      // Programs draw their screen anew only when its size is another one.
      await resize({ ...size, rows: size.rows + 1 });
      await resize(size);
    }
    const session = runSession({
      stream,
      tty,
      stdin,
      // Of a process whose input stays open an engine passes no end on, and ends our output instead: what it answers would be lost.
      keepsInput: !tty && settings.StdinOnce !== true,
      // Without a terminal only who asked for them: what is piped in may be anything.
      ...((tty || options.detachKeys !== undefined) && { detachKeys: keys.bytes }),
      resize,
      impatient: aborted(toldToEnd.signal),
      hasEnded: async () => !isAlive(await engine.inspectContainer(id)),
    });
    const end = await Promise.race([session, relay.failed]);
    if (end === 'detached') return EXIT.ok;
    const exitCode = await Promise.race([
      end === 'over' ? ending.exitCodeAfterOutput(id) : ending.exitCode(id),
      relay.failed,
    ]);
    await refuseGoneEngine(engine, project);
    if (end === 'silent') throw outputLeftOpen();
    return exitCode;
  } finally {
    restore();
    release();
    disconnect();
    ending.close();
  }
}
