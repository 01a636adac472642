import type { ReleasePair, ShownHistory } from '../../tui/state/tui-state.ts';
import { LatestRequest } from '../../util/latest-request.ts';
import type { LiveProject } from '../page/live-project.ts';

/** The releases of the project, read while somebody looks at them: anew when a plan or a run has changed. */
export class HistoryFeed {
  readonly #project: LiveProject;
  readonly #onChange: () => void;
  readonly #reads = new LatestRequest<void>(() => this.#read());
  #shown: ShownHistory = {};
  #asOf: string | undefined;

  constructor(project: LiveProject, onChange: () => void) {
    this.#project = project;
    this.#onChange = onChange;
  }

  get shown(): ShownHistory {
    return this.#shown;
  }

  /** @param isSeen the history is on the screen */
  watch(isSeen: boolean): void {
    if (!isSeen) {
      this.#asOf = undefined;
      return;
    }
    const { plan, run } = this.#project.feed.state;
    const asOf = `${plan?.id} ${run?.id} ${run?.endedAt}`;
    if (asOf === this.#asOf) return;
    this.#asOf = asOf;
    void this.#reads.request();
  }

  /** Error: UserError `no-release`. */
  async compare({ from, to }: ReleasePair): Promise<void> {
    const differences = await this.#project.diffReleases(from, to);
    this.#shown = { ...this.#shown, compared: { from, to, differences } };
    this.#onChange();
  }

  close(): Promise<void> {
    return this.#reads.close();
  }

  async #read(): Promise<void> {
    const { trouble: _, ...shown } = this.#shown;
    try {
      this.#shown = { ...shown, known: await this.#project.history() };
    } catch (error) {
      this.#shown = { ...shown, trouble: this.#project.tellError(error) };
    }
    this.#onChange();
  }
}
