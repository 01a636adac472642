import type { PageLogLine } from '../../model/page-log.ts';
import type { PageFailure, PageRun } from '../../model/page-state.ts';
import { labelOf } from '../logs/log-follower.ts';

type Listener = (row: PageLogLine, service: string) => void;

interface FailedRow {
  readonly row: PageLogLine;
  readonly service: string;
}

/** More is in no log that anybody reads to its beginning. */
const KEPT = 100;

/** What has failed in runs, as rows of the logs of the services that it is about. */
export class FailureLog {
  readonly #rows: FailedRow[] = [];
  readonly #listeners = new Set<Listener>();

  /** @param project its name */
  add({ failures, endedAt }: PageRun, project: string): void {
    const time = new Date(endedAt ?? Date.now()).toISOString();
    for (const failure of failures) {
      const { service } = failure;
      if (service === undefined) continue;
      const row = rowOf(failure, service, time, project);
      this.#rows.push({ row, service });
      if (this.#rows.length > KEPT) this.#rows.shift();
      for (const listener of this.#listeners) listener(row, service);
    }
  }

  /** @param listener called for each row, those of before included. @returns ends that */
  follow(listener: Listener): () => void {
    for (const { row, service } of this.#rows) listener(row, service);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function rowOf(failure: PageFailure, service: string, time: string, project: string): PageLogLine {
  const { message, code, container, path, at, hint } = failure;
  const parts = [
    code === undefined ? message : `${message} (${code})`,
    path.length > 1 ? path.join(' → ') : '',
    at === undefined ? '' : `at ${at}`,
    hint ?? '',
  ];
  const text = parts.filter((part) => part !== '').join(' · ');
  return [container === undefined ? service : labelOf(container, project), time, 'fail', text];
}
