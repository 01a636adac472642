import { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import type { PageRun } from '../../model/page-state.ts';
import { advanceRun, newRun } from '../../serve/view/run-view.ts';
import { createQuietRenderer } from '../../ui/progress/quiet-renderer.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { silentTerminal } from '../context/terminal.ts';
import { explainError } from '../failures/explain-error.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import type { PagePlanned } from './plan-for-page.ts';
import { failureView } from './problem-views.ts';

interface RunnerOptions {
  /** Called with each state of the run; the last one is not `running`. */
  readonly onRun: (run: PageRun) => Promise<void>;
}

interface Going {
  /** Ends the change: what has not begun is left, and it goes back where it is all or nothing. */
  readonly stop: AbortController;
  /** Ends the way back. */
  readonly stay: AbortController;
  isReturning: boolean;
}

/** Runs plans that were confirmed on a page, one at a time: with the code that runs them for `up`, which writes nothing meanwhile. */
export class PageRunner {
  readonly #cli: Cli;
  readonly #options: RunnerOptions;
  #going: Going | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(cli: Cli, options: RunnerOptions) {
    this.#cli = { ...cli, stdout: silentTerminal, stderr: silentTerminal };
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#going !== undefined;
  }

  /** @returns why not; undefined: it runs */
  start(planned: PagePlanned): string | undefined {
    if (this.#going) return 'a run goes on: wait for its end, or cancel it';
    if (planned.plan.steps.length === 0) return 'there is nothing to do';
    const going: Going = { stop: new AbortController(), stay: new AbortController(), isReturning: false };
    this.#going = going;
    this.#ended = this.#run(planned, going);
    return undefined;
  }

  /** A change that goes back already is left as far as that has come. */
  cancel(): void {
    if (this.#going?.isReturning) this.#going.stay.abort();
    else this.#going?.stop.abort();
  }

  /** What has begun is finished, and so is a way back. */
  async close(): Promise<void> {
    this.#going?.stop.abort();
    await this.#ended;
  }

  async #run(planned: PagePlanned, going: Going): Promise<void> {
    let run = newRun(planned.id, Date.now());
    const tell = (next: PageRun): void => {
      run = next;
      going.isReturning = next.returnsFrom !== undefined;
      void this.#options.onRun(next);
    };
    tell(run);
    const failures: Failure[] = [];
    const onFailures = (found: readonly Failure[]): void => void failures.push(...found);
    const onEvent = (event: Event): void => tell(advanceRun(run, event, Date.now()));
    const status = await this.#apply(planned, going, { onFailures, onEvent }).catch(
      async (error: unknown) => {
        onFailures(await explainError(this.#cli, error, planned.project));
        return 'refused' as const;
      },
    );
    this.#going = undefined;
    const hide = hiderFor(this.#cli, planned.project);
    const shown = failures.map((failure) => failureView(failure, this.#cli.globals, hide));
    tell({ ...run, status, endedAt: Date.now(), failures: shown });
  }

  /** Runs exactly the plan that was shown, or nothing. */
  async #apply(
    planned: PagePlanned,
    { stop, stay }: Going,
    { onFailures, onEvent }: Told,
  ): Promise<Exclude<PageRun['status'], 'running'>> {
    let problems: readonly UserError[] | undefined;
    const replan = async (): Promise<PagePlanned> => {
      const again = await planned.again();
      if (again.id === planned.id) return again;
      const message =
        'the plan is outdated, and nothing was done: the files or the engine have changed since it was shown';
      throw new UserError('plan-outdated', message, { hint: 'look at it again' });
    };
    const cli: Cli = { ...this.#cli, renderer: async () => rendererTo(onEvent) };
    const code = await apply(
      cli,
      { ...planned, replan },
      {
        signal: stop.signal,
        stay: stay.signal,
        onFailures,
        onProblems(found) {
          problems = found;
        },
      },
    );
    for (const problem of problems ?? []) onFailures(await explainError(cli, problem, planned.project));
    if (problems) return 'refused';
    if (code === EXIT.ok) return 'done';
    return code === EXIT.interrupted ? 'cancelled' : 'failed';
  }
}

interface Told {
  readonly onFailures: (found: readonly Failure[]) => void;
  readonly onEvent: (event: Event) => void;
}

/** Events of the plan, and what is said between two of them. */
const rendererTo = (onEvent: (event: Event) => void): Renderer => ({
  ...createQuietRenderer(),
  handle(event) {
    onEvent(event);
    return undefined;
  },
});
