import type { Progress } from '../../model/event.ts';
import type { FailedStep } from '../refusals/build-failure.ts';
import type { TracedStep } from './build-trace.ts';

/** How many last lines of a failed step are kept: they explain its failure. */
const KEPT_LINES = 20;

interface Step {
  name: string;
  announced: boolean;
  readonly lines: string[];
  /** An incomplete line. */
  rest: string;
}

/** The steps of one build: reports the start and the output of each, and remembers the failed one. */
export class BuildSteps {
  readonly #steps = new Map<string, Step>();
  readonly #onProgress: (progress: Progress) => void;
  #failed: Step | undefined;
  #classic: Step | undefined;

  constructor(onProgress: (progress: Progress) => void) {
    this.#onProgress = onProgress;
  }

  /** The failed step; for the classic builder, which runs one step after another, the last. */
  get failed(): FailedStep | undefined {
    return this.#failed ?? this.#classic;
  }

  /** BuildKit's message about a step. */
  see(traced: TracedStep): void {
    const step = this.#stepOf(traced.digest);
    if (traced.name !== '') step.name = traced.name;
    // A step that was cancelled because another one failed has an error that says so.
    if (traced.error !== '' && !/context canceled$/.test(traced.error)) this.#failed ??= step;
    if (step.announced || !traced.started || isPlumbing(step.name)) return;
    step.announced = true;
    this.#onProgress({ text: traced.cached ? `${step.name} (cached)` : step.name });
  }

  write(digest: string, text: string): void {
    this.#add(this.#stepOf(digest), text);
  }

  beginClassic(name: string): void {
    this.#classic = { name, announced: true, lines: [], rest: '' };
    this.#onProgress({ text: name });
  }

  writeClassic(text: string): void {
    if (this.#classic) this.#add(this.#classic, text);
  }

  #stepOf(digest: string): Step {
    const step = this.#steps.get(digest) ?? { name: '', announced: false, lines: [], rest: '' };
    this.#steps.set(digest, step);
    return step;
  }

  #add(step: Step, text: string): void {
    const lines = (step.rest + text).split('\n');
    step.rest = lines.pop() ?? '';
    for (const line of lines) {
      // A progress bar overwrites itself: only its final text counts.
      const shown = line.trimEnd().split('\r').at(-1) ?? '';
      if (shown.trim() === '' || /^ ---> /.test(shown)) continue;
      step.lines.push(shown);
      if (step.lines.length > KEPT_LINES) step.lines.shift();
      this.#onProgress({ text: shown, part: step.name });
    }
  }
}

/** BuildKit's internal steps, which are the same in every build. */
const isPlumbing = (name: string): boolean =>
  name === '' || /^\[internal\] load (?:remote|build)|^copy \/context/.test(name);
