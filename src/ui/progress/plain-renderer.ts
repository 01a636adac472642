import type { Event, Progress } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';
import type { Plan, Step } from '../../model/plan.ts';
import { disarm, visible, visibleLines } from '../../util/disarm.ts';
import { nothingChanged } from '../plan/nothing-changed.ts';
import { labelOf, labelOfStep } from '../plan/resource-of.ts';
import { type Palette, palette } from '../text/colours.ts';
import { fitLine } from '../text/fit-line.ts';
import type { Output } from '../text/output.ts';
import { applyToBoard, type Board, changedLines, createBoard, type Line } from './board.ts';
import { BuildText } from './build-text.ts';
import type { Renderer, RendererOptions } from './renderer.ts';

/** What goes beyond that is in the block at the end. */
const DETAIL_COLUMNS = 100;

/** One line per change of state, spelled as docker compose does: for pipes and CI. */
export const createPlainRenderer = (out: Output, { colour }: RendererOptions): Renderer =>
  new PlainRenderer(out, palette(colour));

class PlainRenderer implements Renderer {
  readonly #out: Output;
  readonly #paint: Palette;
  /** The line printed last, by label or step: two services that wait for the same one make it wait twice. */
  readonly #last = new Map<string, string>();
  #builds: BuildText;
  #board: Board | undefined;

  constructor(out: Output, paint: Palette) {
    this.#out = out;
    this.#paint = paint;
    this.#builds = this.#newBuilds();
  }

  handle(event: Event): Promise<void> | undefined {
    this.#tell(event);
    return this.#out.drained();
  }

  #tell(event: Event): void {
    switch (event.type) {
      case 'plan-started':
        this.#begin(event.plan);
        return;
      case 'step-started':
        this.#showChanges(event);
        return;
      case 'step-ended': {
        const { id, operation } = event.step;
        if (operation.kind === 'build-image') this.#builds.end(id, operation.image);
        this.#showChanges(event);
        return;
      }
      case 'step-progress':
        this.#showProgress(event.step, event.progress);
        return;
      case 'plan-ended': {
        const line = nothingChanged(event.plan, event.outcomes);
        if (line !== undefined) this.#write(` ${visible(line)}`);
        return;
      }
      case 'warning':
        this.#warn(event.message);
        return;
      case 'notice':
        this.#write(` ${visibleLines(event.message)}`);
    }
  }

  printAbove(write: () => void): undefined {
    write();
  }

  hasJustShown(build: StepId): boolean {
    return this.#builds.hasJustShown(build);
  }

  close(): void {}

  #newBuilds(): BuildText {
    return new BuildText((line) => this.#write(line === '' ? '' : this.#paint.dim(disarm(line))));
  }

  #begin(plan: Plan): void {
    this.#board = createBoard(plan);
    this.#builds = this.#newBuilds();
    this.#last.clear();
    for (const warning of plan.warnings) this.#warn(warning);
    // Scripts wait for this word, whoever stopped the container.
    if (plan.verb !== 'stop') return;
    for (const resource of plan.unchanged)
      if (resource.kind === 'container') this.#write(` ${visible(labelOf(resource))} Stopped`);
  }

  #showChanges(event: Extract<Event, { readonly type: 'step-started' | 'step-ended' }>): void {
    if (!this.#board) return;
    const before = this.#board;
    this.#board = applyToBoard(before, event, 0);
    // The report of the cause lists what is blocked.
    for (const line of changedLines(before, this.#board, event.step))
      if (line.status !== 'blocked') this.#showLine(line);
  }

  #showLine({ label, status, text, details }: Line): void {
    const line = ` ${label} ${text}${details === '' ? '' : ` ${fitLine(details, DETAIL_COLUMNS)}`}`;
    const { red, yellow } = this.#paint;
    const coloured = status === 'error' ? red(line) : status === 'warning' ? yellow(line) : line;
    this.#writeUnlessLast(label, line, coloured);
  }

  /** What a build writes and what happens during a wait are news; how many bytes of an image have come is not. */
  #showProgress(step: Step, progress: Progress): void {
    const { text, part, momentary, build } = progress;
    if (build && step.operation.kind === 'build-image')
      this.#builds.take(step.id, step.operation.service, progress);
    if (momentary || part !== undefined) return;
    const line = ` ${visible(labelOfStep(step))} ${disarm(text)}`;
    this.#writeUnlessLast(`progress ${step.id}`, line, this.#paint.dim(line));
  }

  #writeUnlessLast(key: string, line: string, coloured: string): void {
    if (this.#last.get(key) === line) return;
    this.#last.set(key, line);
    this.#write(coloured);
  }

  #warn(message: string): void {
    this.#write(this.#paint.yellow(`warning: ${visibleLines(message)}`));
  }

  #write(line: string): void {
    this.#out.write(`${line}\n`);
  }
}
