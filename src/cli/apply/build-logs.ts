import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Step } from '../../model/plan.ts';
import { BuildText } from '../../ui/progress/build-text.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { stateFolder } from '../../util/state-folder.ts';

/** How many logs are kept. */
const KEPT = 50;

type BuildStep = Step & { readonly operation: OperationOf<'build-image'> };

interface OpenLog {
  readonly text: BuildText;
  write(line: string): void;
  close(): void;
}

/**
 * Keeps all that builds write, one file for each build, so that a failure can be read whole after the terminal has forgotten
 * it. A home that cannot be written to is no reason to fail: there is no log then.
 */
export class BuildLogs {
  /** By the number of the step in the plan. */
  readonly paths = new Map<number, string>();
  readonly #folder: string;
  readonly #open = new Map<StepId, OpenLog>();

  constructor(environment: ReadonlyMap<string, string>) {
    this.#folder = join(stateFolder(environment), 'builds');
  }

  /** @param event without secrets */
  note(event: Event): void {
    if (event.type === 'plan-ended') this.close();
    if (!('step' in event) || !isBuild(event.step)) return;
    const { id, operation } = event.step;
    if (event.type === 'step-started') this.#begin(event.step);
    else if (event.type === 'step-progress')
      this.#open.get(id)?.text.take(id, operation.service, event.progress);
    else if (event.type === 'step-ended') {
      const log = this.#open.get(id);
      log?.text.end(id, operation.image);
      const { outcome } = event;
      log?.write(outcome.status === 'failed' ? `failed: ${outcome.error.message}` : outcome.status);
      log?.close();
      this.#open.delete(id);
    }
  }

  close(): void {
    for (const log of this.#open.values()) log.close();
    this.#open.clear();
  }

  #begin({ id, operation }: BuildStep): void {
    const { image, service, build } = operation;
    const began = new Date().toISOString();
    const name = `${began.replaceAll(':', '-')}-${image.replaceAll(/[^\w.-]+/g, '_').slice(-100)}.log`;
    const path = join(this.#folder, name);
    try {
      makeFolder(this.#folder, { mode: 0o700 });
      const file = openSync(path, 'wx', 0o600);
      const write = (line: string): void => writeOrNot(file, `${line}\n`);
      this.paths.set(id, path);
      this.#open.set(id, { text: new BuildText(write), write, close: () => closeSync(file) });
      write(`# image ${image}, service ${service}, context ${build.context}, ${began}`);
      removeOld(this.#folder);
    } catch {}
  }
}

const isBuild = (step: Step): step is BuildStep => step.operation.kind === 'build-image';

/** A full disk ends the log, not the build. */
function writeOrNot(file: number, text: string): void {
  try {
    writeSync(file, text);
  } catch {}
}

/** Their names begin with the time. */
function removeOld(folder: string): void {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  for (const name of logs.toSorted().slice(0, -KEPT)) rmSync(join(folder, name), { force: true });
}
