import { StringDecoder } from 'node:string_decoder';
import type { BuildMoment, OnProgress, Progress } from '../../model/event.ts';
import { disarm } from '../../util/disarm.ts';
import { LineCutter } from '../../util/line-cutter.ts';
import type { FailedStep } from '../refusals/build-failure.ts';
import type { BuildTrace, TracedItem, TracedOutput, TracedStep } from './build-trace.ts';
import { FailureLines } from './failure-lines.ts';

interface Step {
  readonly number: number;
  name: string;
  running: boolean;
  /** Its beginning has been reported, and its end has not. */
  begun: boolean;
  /** The end that was reported. */
  endedMs?: number;
  startedMs?: number;
  /** BuildKit may begin a step several times: each beginning with its end. */
  readonly runs: Map<number, number>;
  cached: boolean;
  error: string;
  readonly decoder: StringDecoder;
  readonly lines: LineCutter;
  readonly written: FailureLines;
}

/**
 * The steps of one build: reports what happens to each, and remembers the failed one. Builders and commands wrote the names and
 * lines, so they are disarmed here.
 */
export class BuildSteps {
  readonly #steps = new Map<string, Step>();
  readonly #onProgress: OnProgress;
  readonly #now: () => number;
  #full: Promise<void> | undefined;
  #failed: Step | undefined;
  #classic: Step | undefined;

  /** @param now for the classic builder, which names no times. */
  constructor(onProgress: OnProgress, now: () => number = Date.now) {
    this.#onProgress = onProgress;
    this.#now = now;
  }

  /** Resolves when there is room for more of what the builder says; whoever reads it waits for that. */
  get whenRoom(): Promise<void> | undefined {
    return this.#full;
  }

  /** The failed step; for the classic builder, which runs one step after another, the last. */
  get failed(): FailedStep | undefined {
    const step = this.#failed ?? this.#classic;
    if (!step) return undefined;
    this.#flush(step);
    return { name: step.name, lines: step.written.last, firstErrors: step.written.firstErrors };
  }

  /** A message of BuildKit. It may name a step several times: only the last state counts. */
  take({ steps, items, output, warnings }: BuildTrace): void {
    for (const traced of steps) this.#note(traced);
    const seen = [...new Set(steps.map(({ digest }) => digest))].map((digest) => this.#stepOf(digest));
    const writing = new Set(output.map(({ step }) => this.#stepOf(step)));
    for (const step of seen) {
      if (step.running) this.#begin(step);
      else if (!writing.has(step)) this.#endUnlessRunning(step);
    }
    for (const item of items) this.#work(item);
    for (const written of output) this.#write(written);
    for (const { step, text } of warnings)
      this.#report(this.#stepOf(step), { what: 'warning' }, disarm(text.trim()));
    for (const step of seen) this.#endUnlessRunning(step);
  }

  /** The classic builder runs one step after another, and says only what it begins. */
  beginClassic(name: string): void {
    this.endClassic();
    const step = this.#stepOf(`classic ${this.#steps.size}`);
    step.name = disarm(name);
    step.startedMs = this.#now();
    step.running = true;
    this.#classic = step;
    this.#begin(step);
  }

  writeClassic(text: string): void {
    if (!this.#classic) return;
    if (/^ ---> Using cache/.test(text)) this.#classic.cached = true;
    this.#add(this.#classic, text, this.#now());
  }

  /** The last step has been done. */
  endClassic(): void {
    const step = this.#classic;
    if (!step?.running) return;
    step.running = false;
    step.runs.set(step.startedMs ?? 0, this.#now());
    this.#end(step);
  }

  #stepOf(digest: string): Step {
    const known = this.#steps.get(digest);
    if (known) return known;
    const step: Step = {
      number: this.#steps.size + 1,
      name: '',
      running: false,
      begun: false,
      runs: new Map(),
      cached: false,
      error: '',
      decoder: new StringDecoder('utf8'),
      lines: new LineCutter(),
      written: new FailureLines(),
    };
    this.#steps.set(digest, step);
    return step;
  }

  #note({ digest, name, startedMs, endedMs, cached, error }: TracedStep): void {
    const step = this.#stepOf(digest);
    if (name !== '') step.name = disarm(name);
    step.cached = cached;
    step.error = disarm(error);
    // A step that was cancelled because another one failed has an error that says so.
    if (error !== '' && !isCancelled(error)) this.#failed ??= step;
    if (startedMs !== undefined) {
      step.startedMs ??= startedMs;
      if (endedMs !== undefined) step.runs.set(startedMs, endedMs);
    }
    step.running = startedMs !== undefined && endedMs === undefined;
  }

  #begin(step: Step): void {
    if (step.begun) return;
    step.begun = true;
    this.#report(step, { what: 'begun' }, step.name);
  }

  #endUnlessRunning(step: Step): void {
    const last = Math.max(0, ...step.runs.values());
    if (step.running || step.runs.size === 0 || step.endedMs === last) return;
    this.#begin(step);
    step.endedMs = last;
    this.#end(step);
  }

  #end(step: Step): void {
    this.#flush(step);
    step.begun = false; // it may begin once more
    const total = [...step.runs].reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
    const what = endingOf(step);
    this.#report(step, { what, seconds: total / 1000 }, what === 'failed' ? step.error : what);
  }

  #work({ step: digest, id, currentBytes, totalBytes, startedMs, endedMs }: TracedItem): void {
    const name = disarm(id);
    const ended = endedMs !== undefined && startedMs !== undefined;
    this.#report(
      this.#stepOf(digest),
      { what: 'item', ...(ended && { seconds: (endedMs - startedMs) / 1000, complete: true }) },
      name,
      { part: name, currentBytes, ...(totalBytes > 0 && { totalBytes }) },
    );
  }

  #write({ step: digest, bytes, atMs }: TracedOutput): void {
    const step = this.#stepOf(digest);
    this.#add(step, step.decoder.write(bytes), atMs);
  }

  #add(step: Step, text: string, atMs: number | undefined): void {
    for (const line of step.lines.add(text)) this.#addLine(step, line, atMs);
  }

  #flush(step: Step): void {
    const rest = step.lines.end();
    if (rest !== '') this.#addLine(step, rest, undefined);
  }

  #addLine(step: Step, line: string, atMs: number | undefined): void {
    // A progress bar overwrites itself: only its final text counts.
    const shown = disarm(line.trimEnd().split('\r').at(-1) ?? '').trimEnd();
    if (shown.trim() === '' || /^ ---> /.test(shown)) return;
    step.written.add(shown);
    const since = atMs !== undefined && step.startedMs !== undefined ? atMs - step.startedMs : undefined;
    this.#report(
      step,
      { what: 'line', ...(since !== undefined && { seconds: Math.max(0, since) / 1000 }) },
      shown,
    );
  }

  #report(
    { number, name }: Step,
    moment: Omit<BuildMoment, 'step'>,
    text: string,
    more: Partial<Progress> = {},
  ): void {
    this.#full =
      this.#onProgress({ text, part: name, ...more, build: { ...moment, step: number } }) ?? this.#full;
  }
}

const isCancelled = (error: string): boolean => /context canceled$/.test(error);

function endingOf({ error, cached }: Step): BuildMoment['what'] {
  if (error !== '') return isCancelled(error) ? 'cancelled' : 'failed';
  return cached ? 'cached' : 'done';
}
