import type { Event } from '../../model/event.ts';
import { visibleLines } from '../../util/disarm.ts';
import { nothingChanged } from '../plan/nothing-changed.ts';
import { type Palette, palette } from '../text/colours.ts';
import type { Output } from '../text/output.ts';
import { advance, needsRestoring } from './advance-tty.ts';
import type { Renderer, RendererOptions } from './renderer.ts';
import { BARE, type TtyEffect, type TtyEvent, type TtyState } from './tty-state.ts';

const REDRAW_MS = 100;
/** How many lines others may write between two of them. */
const MOST_HELD = 4096;

/** One line per resource, redrawn in place. The timer runs only while something is under way. */
export const createTtyRenderer = (out: Output, options: RendererOptions): Renderer =>
  new TtyRenderer(out, options);

/** Performs what the machine of advance-tty.ts decides. */
class TtyRenderer implements Renderer {
  readonly #out: Output;
  readonly #paint: Palette;
  readonly #now: () => number;
  #state: TtyState = BARE;
  /** What others write above the frame at the next redraw. */
  #held: (() => void)[] = [];
  #written: Promise<void> | undefined;
  #onWritten: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #onExit = (): void => this.#send({ type: 'exit' });

  constructor(out: Output, { colour, now = () => performance.now() }: RendererOptions) {
    this.#out = out;
    this.#paint = palette(colour);
    this.#now = now;
  }

  /** However much there is to tell, no more is drawn than the last of it. */
  handle(event: Event): undefined {
    switch (event.type) {
      case 'plan-started':
        for (const warning of event.plan.warnings) this.#warn(warning);
        if (event.plan.steps.length > 0) this.#send(event);
        return;
      case 'plan-ended': {
        this.#send(event);
        const line = nothingChanged(event.plan, event.outcomes);
        if (line !== undefined) this.#printMessage(visibleLines(line));
        return;
      }
      case 'warning':
        this.#warn(event.message);
        return;
      case 'notice':
        this.#printMessage(visibleLines(event.message));
        return;
      default:
        this.#send(event);
    }
  }

  printAbove(write: () => void): Promise<void> | undefined {
    this.#held.push(write);
    this.#send({ type: 'lines-held' });
    if (this.#held.length < MOST_HELD) return undefined;
    this.#written ??= new Promise((resolve) => {
      this.#onWritten = resolve;
    });
    return this.#written;
  }

  showFooter(line: string | undefined): void {
    this.#send({ type: 'footer', line });
  }

  close(): void {
    this.#send({ type: 'closed' });
  }

  #warn(message: string): void {
    this.#printMessage(this.#paint.yellow(`warning: ${visibleLines(message)}`));
  }

  #printMessage(message: string): void {
    void this.printAbove(() => this.#out.write(`${message}\n`));
  }

  #send(event: TtyEvent): void {
    const { columns, rows } = this.#out;
    const view = { nowMs: this.#now(), columns, rows, paint: this.#paint };
    const [next, effects] = advance(this.#state, event, view);
    const before = this.#state;
    this.#state = next;
    this.#listenForExit(needsRestoring(before), needsRestoring(next));
    for (const effect of effects) this.#perform(effect);
  }

  #listenForExit(before: boolean, now: boolean): void {
    if (now && !before) process.once('exit', this.#onExit);
    if (before && !now) process.removeListener('exit', this.#onExit);
  }

  #redrawSoon(): void {
    const redraw = (): void => {
      // A reader who is behind gets the frame of when it has caught up.
      if (this.#out.drained()) this.#redrawSoon();
      else this.#send({ type: 'redraw' });
    };
    // The terminal is no reason to keep the program alive.
    this.#timer = setTimeout(redraw, REDRAW_MS).unref();
  }

  #perform(effect: TtyEffect): void {
    switch (effect.kind) {
      case 'write':
        this.#out.writeRaw(effect.text);
        return;
      case 'write-held':
        for (const write of this.#held.splice(0)) write();
        this.#onWritten?.();
        this.#written = undefined;
        return;
      case 'ask-redraw':
        this.#redrawSoon();
        return;
      case 'cancel-redraw':
        clearTimeout(this.#timer);
    }
  }
}
