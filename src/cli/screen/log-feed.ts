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
  /** The services whose lines have ended, though somebody looks at them: the engine went away. */
  #lost: readonly string[] | undefined;

  /** @param onChange called with what went wrong, if that is it; with an empty text once that is over */
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
    this.#lost = undefined;
    const lose = (trouble?: string): void => {
      if (stop.signal.aborted) return;
      this.#lost = services;
      this.#onChange(trouble);
    };
    this.#project.followLogs({ services, tail: TAIL }, this.#reader(stop.signal), stop.signal).then(
      () => lose(),
      (error: unknown) => lose(`no logs: ${this.#project.tellError(error)}`),
    );
  }

  /** The engine is there again: lines that ended with it are read anew. */
  resume(): void {
    if (!this.#lost) return;
    this.follow(this.#lost);
    this.#onChange('');
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
