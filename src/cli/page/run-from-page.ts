import { knownError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Failure } from '../../model/failure.ts';
import type { PageRun } from '../../model/page-state.ts';
import { advanceRun, newRun } from '../../serve/view/run-view.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import { createQuietRenderer } from '../../ui/progress/quiet-renderer.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { silentTerminal } from '../context/terminal.ts';
import { completeFailures } from '../failures/complete-failures.ts';
import type { PagePlanned } from './plan-for-page.ts';
import { failureView } from './problem-views.ts';

interface RunnerOptions {
  /** Called with each state of the run; the last one is not `running`. */
  readonly onRun: (run: PageRun) => Promise<void>;
}

/** Runs plans that were confirmed on a page, one at a time: with the code that runs them for `up`, which writes nothing meanwhile. */
export class PageRunner {
  readonly #cli: Cli;
  readonly #options: RunnerOptions;
  #stop: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(cli: Cli, options: RunnerOptions) {
    this.#cli = {
      ...cli,
      stdout: silentTerminal,
      stderr: silentTerminal,
      renderer: async () => createQuietRenderer(),
    };
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#stop !== undefined;
  }

  /** @returns why not; undefined: it runs */
  start(planned: PagePlanned): string | undefined {
    if (this.#stop) return 'a run goes on: wait for its end, or cancel it';
    if (planned.plan.steps.length === 0) return 'there is nothing to do';
    const stop = new AbortController();
    this.#stop = stop;
    this.#ended = this.#run(planned, stop.signal);
    return undefined;
  }

  cancel(): void {
    this.#stop?.abort();
  }

  /** What has begun is finished. */
  async close(): Promise<void> {
    this.cancel();
    await this.#ended;
  }

  async #run(planned: PagePlanned, signal: AbortSignal): Promise<void> {
    let run = newRun(planned.id, Date.now());
    const tell = (next: PageRun): void => {
      run = next;
      void this.#options.onRun(next);
    };
    tell(run);
    const failures: Failure[] = [];
    const status = await this.#apply(planned, signal, {
      onFailures: (found) => failures.push(...found),
      onEvent: (event) => tell(advanceRun(run, event, Date.now())),
    }).catch(async (error: unknown) => {
      failures.push(...(await this.#explain(planned, [error])));
      return 'refused' as const;
    });
    this.#stop = undefined;
    tell({ ...run, status, endedAt: Date.now(), failures: failures.map(failureView) });
  }

  /** Runs exactly the plan that was shown, or nothing. */
  async #apply(
    planned: PagePlanned,
    signal: AbortSignal,
    { onFailures, onEvent }: Required<Pick<Parameters<typeof apply>[2] & object, 'onFailures' | 'onEvent'>>,
  ): Promise<Exclude<PageRun['status'], 'running'>> {
    let isRefused = false;
    const problems: UserError[] = [];
    const replan = async (): Promise<PagePlanned> => {
      const again = await planned.again();
      if (again.id === planned.id) return again;
      const message =
        'the plan is outdated, and nothing was done: the files or the engine have changed since it was shown';
      throw new UserError('plan-outdated', message, { hint: 'look at it again' });
    };
    const code = await apply(
      this.#cli,
      { ...planned, replan },
      {
        signal,
        onEvent,
        onFailures,
        onProblems(found) {
          isRefused = true;
          problems.push(...found);
        },
      },
    );
    if (isRefused) onFailures(await this.#explain(planned, problems));
    if (isRefused) return 'refused';
    if (code === EXIT.ok) return 'done';
    return code === EXIT.interrupted ? 'cancelled' : 'failed';
  }

  #explain({ project }: PagePlanned, errors: readonly unknown[]): Promise<readonly Failure[]> {
    const known = errors.map((error) => {
      const found = knownError(error);
      return describeFailure(found instanceof Error ? found : new Error(String(found)));
    });
    return completeFailures(this.#cli, known, project);
  }
}
