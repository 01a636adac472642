import type { PageLogLine } from '../../src/model/page-log.ts';
import type { LogReader, LogRequest } from '../../src/serve/logs/log-source.ts';

/** A time of its own for each line: 10 milliseconds after the one before. */
export const timeOf = (at: number): string => new Date(Date.UTC(2026, 0, 1) + at * 10).toISOString();

/** A log that a test writes, for all who open it, whenever they do. @param before so many lines were written before */
export function aLog(before = 0) {
  const written: PageLogLine[] = [];
  const readers = new Set<LogReader>();
  let onReader = (): void => {};
  const opened = new Promise<void>((resolve) => {
    onReader = resolve;
  });
  const line = (text: string): PageLogLine => ['web-1', timeOf(written.length), 'out', text];
  const numbered = (): PageLogLine => line(`line ${written.length} of a log`);
  for (let at = 0; at < before; at++) written.push(numbered());
  const send = async (next: () => PageLogLine, amount: number): Promise<void> => {
    await opened;
    for (let at = 0; at < amount; at++) {
      const one = next();
      written.push(one);
      for (const reader of readers) await reader.line(one);
    }
  };
  return {
    async follow({ tail }: LogRequest, reader: LogReader, signal: AbortSignal): Promise<void> {
      const from = tail === undefined ? 0 : Math.max(0, written.length - tail);
      for (let at = from; at < written.length && !signal.aborted; at++) {
        const one = written[at];
        if (one) await reader.line(one);
      }
      readers.add(reader);
      reader.ready();
      onReader();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      readers.delete(reader);
    },
    say: (texts: readonly string[]): Promise<void> => {
      let at = 0;
      return send(() => line(texts[at++] ?? ''), texts.length);
    },
    give: (lines: readonly PageLogLine[]): Promise<void> => {
      let at = 0;
      return send(() => lines[at++] ?? line(''), lines.length);
    },
    write: (amount: number): Promise<void> => send(numbered, amount),
  };
}
