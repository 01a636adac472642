import type { Engine } from '../../engine/port/engine.ts';
import type { PagePlan, PageRun } from '../../model/page-state.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { LogReader, LogRequest } from '../../serve/logs/log-source.ts';
import { secretHider } from '../failures/known-secrets.ts';
import { labelOf } from '../logs/log-follower.ts';
import { FailureLog } from './failure-log.ts';
import { followPageLogs } from './page-logs.ts';

interface LoggedNow {
  readonly name: string;
  /** undefined: its files are wrong. */
  readonly project: Project | undefined;
}

/** The logs of a project as a page may see them: without its secrets, and with what has failed between the lines. */
export class ProjectLogs {
  readonly #engine: () => Promise<Engine>;
  readonly #now: () => LoggedNow;
  readonly #failures = new FailureLog();
  /** By label: why the plan replaces a container. */
  readonly #causes = new Map<string, string>();
  #hider: { readonly of: Project | undefined; readonly hide: Hide } | undefined;

  /** @param now what is known of the project at this moment */
  constructor(engine: () => Promise<Engine>, now: () => LoggedNow) {
    this.#engine = engine;
    this.#now = now;
  }

  async follow(request: LogRequest, reader: LogReader, signal: AbortSignal): Promise<void> {
    const project = this.#now().name;
    await followPageLogs(
      {
        engine: await this.#engine(),
        project,
        hide: (text) => this.#hide(text),
        failures: this.#failures,
        causeOf: (label) => this.#causes.get(label),
      },
      request,
      reader,
      signal,
    );
  }

  addFailures(run: PageRun): void {
    this.#failures.add(run, this.#now().name);
  }

  /** The cause is kept while the plan is carried out: of a container that was made and has to be started, a plan says something else. */
  seePlan({ changes }: PagePlan): void {
    const { name } = this.#now();
    const planned = new Map(changes.map((change) => [labelOf(change.name, name), change]));
    for (const label of this.#causes.keys()) if (!planned.has(label)) this.#causes.delete(label);
    for (const [label, { action, because }] of planned)
      if (action === 'replace') this.#causes.set(label, because);
  }

  /** Whoever looks at no log reads no env files for it. */
  #hide(text: string): string {
    const { project } = this.#now();
    if (this.#hider?.of !== project || !this.#hider)
      this.#hider = { of: project, hide: secretHider(project) };
    return this.#hider.hide(text);
  }
}
