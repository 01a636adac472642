import { LogBuffer, type LogQuery, matcherOf } from '../../model/page-log-buffer.ts';
import type { LogReader, LogSource } from '../../serve/logs/log-source.ts';
import { textPattern } from '../../util/text-pattern.ts';

/** Of each container: what is there before it follows. */
const TAIL = 2000;
/** After so many lines keys and frames get their turn. */
const TURN = 1000;

/** The lines of the services whose logs are looked at, read only while somebody does. */
export class LogFeed {
  readonly buffer = new LogBuffer();
  readonly #project: LogSource;
  readonly #onChange: (trouble?: string) => void;
  #stop = new AbortController();
  #query = 0;

  /** @param onChange called with what went wrong, if that is it */
  constructor(project: LogSource, onChange: (trouble?: string) => void) {
    this.#project = project;
    this.#onChange = onChange;
  }

  /** @param services empty: all */
  follow(services: readonly string[]): void {
    this.close();
    this.buffer.clear();
    const stop = new AbortController();
    this.#stop = stop;
    this.#project
      .followLogs({ services, tail: TAIL }, this.#reader(stop.signal), stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#onChange(`no logs: ${this.#project.tellError(error)}`);
      });
  }

  /** An expression that takes long for a line would take the keys away, so it is one that cannot. */
  async search(query: LogQuery): Promise<void> {
    const number = ++this.#query;
    const matches = query.isExpression && query.text !== '' ? await expression(query.text) : matcherOf(query);
    if (number !== this.#query) return;
    this.buffer.search(typeof matches === 'function' ? matches : undefined);
    this.#onChange(matches instanceof Error ? matches.message : undefined);
  }

  close(): void {
    this.#stop.abort();
  }

  #reader(signal: AbortSignal): LogReader {
    let lines = 0;
    return {
      line: (line) => {
        if (signal.aborted) return undefined;
        this.buffer.add([line]);
        this.#onChange();
        lines++;
        return lines % TURN === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
      },
      ready: () => this.#onChange(),
    };
  }
}

async function expression(text: string): Promise<((line: string) => boolean) | Error> {
  const pattern = await textPattern(`(?i)${text}`);
  return 'reason' in pattern ? new Error(pattern.reason) : (line) => pattern.test(line);
}
