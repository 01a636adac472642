import type { BuildMoment, Progress } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';
import { decimalSize } from '../../util/byte-size.ts';

/** How long the lines of other steps wait for a step that has not ended. */
const PATIENCE_MS = 5000;
/** How much of a step is held back meanwhile, in characters. */
const MOST_HELD = 2 ** 20;
/** An item that is not complete gets another line when this much more of it has come. */
const NEWS_SHARE = 0.25;
/** Shorter steps are not listed among the times. */
const SHORTEST_SECONDS = 0.05;

interface BuildStep {
  /** The step of the plan whose build it belongs to. */
  readonly of: StepId;
  readonly number: number;
  readonly heading: string;
  readonly waiting: string[];
  /** The characters of these lines. */
  held: number;
  /** By item: the share that was told last. */
  readonly told: Map<string, number>;
  ending?: BuildMoment['what'];
  /** It has begun again after its end: worth a line only when something new comes of it. */
  isRepeated?: boolean;
  seconds: number;
  /** What it wrote last, and why it failed: for the block of a failed build. */
  readonly last: string[];
  error?: string;
}

/**
 * The steps of builds as BuildKit's plain progress writes them:
 *
 * ```
 * #5 [web 2/4] RUN npm install
 * #5 0.512 added 12 packages
 * #5 DONE 1.2s
 * ```
 *
 * A build that fails ends with a block between dashes: the failed step, its last lines unless they stand right above, and the
 * reason.
 *
 * The lines of a step stay together. Those of other steps are held back until it ends, but no longer than a few seconds, and no more than
 * a megabyte of each.
 */
export class BuildText {
  readonly #write: (line: string) => void;
  readonly #steps = new Map<string, BuildStep>();
  #current: BuildStep | undefined;
  /** The step that the last line is of. */
  #last: BuildStep | undefined;
  /** The build whose failed step and lines are the last that was written. */
  #justFailed: StepId | undefined;
  #isFirst = true;
  #builder: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** @param service goes into the names of the steps, as docker compose does it. */
  take(of: StepId, service: string, progress: Progress): void {
    const { build } = progress;
    if (!build) return;
    if (build.what === 'builder') {
      this.#tellBuilder(`#0 ${progress.text}`);
      return;
    }
    const step = this.#stepOf(of, service, progress, build);
    const lines = linesOf(step, progress, build);
    note(step, progress, build, lines);
    const isNews = !step.isRepeated || (lines.length > 0 && !DULL.has(build.what));
    if (!isNews) return;
    if (step.isRepeated && !ENDINGS.has(build.what)) delete step.ending;
    step.isRepeated = false;
    step.waiting.push(...lines);
    for (const line of lines) step.held += line.length;
    this.#show(step);
  }

  /** Once for all builds that it makes. */
  #tellBuilder(line: string): void {
    if (this.#builder === line) return;
    this.#builder = line;
    if (!this.#isFirst) this.#write('');
    this.#isFirst = false;
    this.#write(line);
  }

  /** Whether the last lines of the step that this build failed in stand right above what is written next. */
  hasJustShown(build: StepId): boolean {
    return this.#justFailed === build;
  }

  /** The build has ended: writes what is held back of it, and how long its steps took, or where it failed. */
  end(of: StepId, image: string): void {
    const own = [...this.#steps.values()].filter((step) => step.of === of);
    for (const step of own) {
      step.ending ??= 'cancelled';
      if (step.waiting.length > 0) this.#switchTo(step);
    }
    if (this.#current?.of === of) this.#current = undefined;
    const failed = own.filter(({ error }) => error !== undefined);
    for (const step of failed) this.#showFailure(step);
    // Below these, what explains the failure would no longer stand right above its report.
    if (failed.length === 0) for (const line of timesOf(image, own)) this.#write(line);
    this.#showWaiting();
  }

  /** As docker compose does it, but for lines that stand right above. */
  #showFailure(step: BuildStep): void {
    const { heading, last, error = '' } = step;
    const lines = this.#last === step ? [] : last;
    for (const line of ['------', ` > ${heading}:`, ...lines, '------']) this.#write(line);
    for (const line of `failed to solve: ${error}`.split(/\r?\n/)) this.#write(line);
    this.#last = undefined;
    this.#justFailed = last.length > 0 ? step.of : undefined;
  }

  #stepOf(of: StepId, service: string, { part, text }: Progress, { step, what }: BuildMoment): BuildStep {
    const key = `${of} ${step}`;
    const known = this.#steps.get(key);
    if (known) return known;
    const name = what === 'begun' ? text : (part ?? '');
    const added: BuildStep = {
      of,
      number: this.#steps.size + 1,
      heading: name.startsWith('[') ? `[${service} ${name.slice(1)}` : `[${service}] ${name}`,
      waiting: [],
      held: 0,
      told: new Map(),
      seconds: 0,
      last: [],
    };
    this.#steps.set(key, added);
    return added;
  }

  #show(step: BuildStep): void {
    if (this.#current === undefined || this.#current === step || step.held > MOST_HELD) {
      this.#switchTo(step);
      this.#showWaiting();
    } else this.#timer ??= setTimeout(() => this.#giveTurn(), PATIENCE_MS).unref();
  }

  #giveTurn(): void {
    this.#timer = undefined;
    const next = this.#next();
    if (next) this.#switchTo(next);
    this.#showWaiting();
  }

  #showWaiting(): void {
    for (let next = this.#next(); next && this.#current === undefined; next = this.#next())
      this.#switchTo(next);
  }

  #next(): BuildStep | undefined {
    return [...this.#steps.values()].find(({ waiting }) => waiting.length > 0);
  }

  #switchTo(step: BuildStep): void {
    if (this.#current !== step) {
      if (this.#current) this.#write(`#${this.#current.number} ...`);
      if (!this.#isFirst) this.#write('');
      this.#isFirst = false;
      this.#write(`#${step.number} ${step.heading}`);
    }
    step.held = 0;
    for (const line of step.waiting.splice(0)) this.#write(`#${step.number} ${line}`);
    this.#last = step;
    this.#justFailed = undefined;
    this.#current = step.ending === undefined ? step : undefined;
    if (this.#current !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

const ENDINGS: ReadonlySet<BuildMoment['what']> = new Set(['done', 'cached', 'failed', 'cancelled']);

/** What is no news of a step that has ended before. */
const DULL: ReadonlySet<BuildMoment['what']> = new Set(['begun', 'done', 'cached']);

/** How many lines BuildKit shows of a failed step. */
const BLOCK_LINES = 10;

function note(
  step: BuildStep,
  { text }: Progress,
  { what, seconds }: BuildMoment,
  lines: readonly string[],
): void {
  if (what === 'line') step.last.push(...lines);
  if (step.last.length > BLOCK_LINES) step.last.shift();
  if (what === 'failed') step.error = text;
  if (what === 'begun') {
    step.isRepeated = step.ending === 'done' || step.ending === 'cached';
    if (!step.isRepeated) delete step.ending;
  } else if (ENDINGS.has(what)) step.ending = what;
  if (step.ending !== undefined && what !== 'warning' && what !== 'begun') step.seconds = seconds ?? 0;
}

function timesOf(image: string, steps: readonly BuildStep[]): readonly string[] {
  const long = steps.filter(({ seconds }) => seconds >= SHORTEST_SECONDS);
  if (long.length === 0) return [];
  const cached = steps.filter(({ ending }) => ending === 'cached').length;
  const rest = cached === 0 ? '' : `, ${cached} cached`;
  return [
    '',
    ` Times of image ${image} (${steps.length} steps${rest}):`,
    ...long.map(
      ({ number, heading, seconds }) => `${seconds.toFixed(1).padStart(8)}s  #${number} ${heading}`,
    ),
  ];
}

function linesOf(
  step: BuildStep,
  progress: Progress,
  { what, seconds, complete }: BuildMoment,
): readonly string[] {
  const { text, currentBytes = 0, totalBytes } = progress;
  switch (what) {
    case 'builder':
    case 'begun':
      return [];
    case 'line':
      return [seconds === undefined ? text : `${fourDigits(seconds)} ${text}`];
    case 'item': {
      const share = totalBytes ? currentBytes / totalBytes : 0;
      const before = step.told.get(text);
      if (!complete && before !== undefined && share - before < NEWS_SHARE) return [];
      step.told.set(text, share);
      return [`${text}${sizeOf(progress)}${duration(seconds)}${complete ? ' done' : ''}`];
    }
    case 'warning':
      return [`WARN: ${text}`];
    case 'done':
      return [`DONE ${(seconds ?? 0).toFixed(1)}s`];
    case 'cached':
      return ['CACHED'];
    case 'failed':
      return [`ERROR: ${text}`];
    case 'cancelled':
      return ['CANCELED'];
  }
}

/** ` 2.5MB / 10MB`; empty when nothing is known. */
export function sizeOf({ currentBytes = 0, totalBytes }: Progress): string {
  if (totalBytes !== undefined) return ` ${decimalSize(currentBytes)} / ${decimalSize(totalBytes)}`;
  return currentBytes > 0 ? ` ${decimalSize(currentBytes)}` : '';
}

const duration = (seconds: number | undefined): string =>
  seconds === undefined || seconds <= 0.01 ? '' : ` ${seconds.toFixed(1)}s`;

/** `0.512`, `12.34`, `123.4`. */
const fourDigits = (seconds: number): string =>
  seconds >= 1000 ? seconds.toFixed(0) : seconds.toFixed(3).slice(0, 5);
