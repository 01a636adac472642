import { commandHint } from '../../diagnostics/hint.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Cli } from '../context/cli.ts';
import { isToEnd } from './forward-signals.ts';

/** How long a container may take to end of a signal that it got although the engine said no. */
const ENDING_MS = 1000;
/** An engine takes a signal at once: who presses Ctrl-C once more has waited. */
const PATIENT_SIGNALS = 2;

interface Addressee {
  readonly id: ContainerId;
  readonly name: string;
}

/** Passes signals on to what runs in a container, and tells when one cannot be passed on. */
export class SignalRelay {
  readonly #cli: Cli;
  readonly #engine: Engine;
  #fail = (_error: EngineError): void => {};
  /** Rejects when it was to end and goes on: whoever pressed Ctrl-C wants to leave, and pressing it again would do no more. */
  readonly failed = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });
  /** Signals to end since the engine has taken the last one. */
  #undelivered = 0;

  constructor(cli: Cli, engine: Engine) {
    this.#cli = cli;
    this.#engine = engine;
    // Somebody may wait for it only later.
    this.failed.catch(() => {});
  }

  /** @param container once it is there. The third signal in a row that is to end, and that the engine does not take, ends this program. */
  send(container: Promise<Addressee> | Addressee, signal: string): Promise<void> {
    if (isToEnd(signal) && ++this.#undelivered > PATIENT_SIGNALS) this.#giveUp();
    return this.#passOn(container, signal);
  }

  #giveUp(): never {
    this.#cli.stderr.write('warning: the engine does not take the signals: the container may still run\n');
    this.#cli.abandon();
  }

  async #passOn(container: Promise<Addressee> | Addressee, signal: string): Promise<void> {
    const { id, name } = await container;
    try {
      await this.#engine.killContainer(id, signal);
      this.#undelivered = 0;
    } catch (error) {
      if (await this.#hasEnded(id)) return;
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${signal} could not be passed on to container ${name}: ${reason}`;
      if (isToEnd(signal)) this.#fail(stillRunning(name, message, error));
      else this.#cli.stderr.write(`warning: ${message}\n`);
    }
  }

  /** What cannot be found out counts as no. */
  async #hasEnded(id: ContainerId): Promise<boolean> {
    await new Promise((over) => setTimeout(over, ENDING_MS));
    return this.#engine.inspectContainer(id).then(
      (details) => !isAlive(details),
      (error: unknown) => error instanceof EngineError && error.code === 'no-container',
    );
  }
}

function stillRunning(name: string, message: string, cause: unknown): EngineError {
  const code = cause instanceof EngineError ? cause.code : 'engine-refused';
  const hint = ['it may still run: ', commandHint('docker', 'stop', name), ' stops it'] as const;
  return new EngineError(code, message, { hint, cause });
}
