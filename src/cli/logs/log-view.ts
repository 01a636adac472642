import { textPatternOf } from '../../diagnostics/text-pattern-of.ts';
import type { LogLine } from '../../model/event.ts';
import type { Cli } from '../context/cli.ts';
import { ALL, type LogsOptions } from './log-options.ts';
import { type LogSelection, logSelection } from './log-selection.ts';
import { timeOf } from './time-of.ts';

/** How the lines of several logs are chosen and printed, whoever wrote them. */
export interface LogView {
  /** When it was asked for. */
  readonly now: Date;
  /** The last lines of each log that are wanted; `ALL`: no limit. */
  readonly tail: number;
  /** What the engine can leave out by itself. */
  readonly range: { readonly tail?: number; readonly since?: string };
  readonly selection: LogSelection;
  /** @returns a promise when the reader has enough for now */
  show(line: LogLine): Promise<void> | undefined;
}

/** Error: UserError `bad-pattern` for a `--grep` that is none. */
export async function openLogView(
  cli: Cli,
  { index: _, tail = ALL, grep: patterns, ...options }: LogsOptions,
): Promise<(labels: readonly string[]) => LogView> {
  const { LogPrinter } = await import('../../ui/logs/log-printer.ts');
  const grep = patterns && (await Promise.all(patterns.map((text) => textPatternOf('--grep', text))));
  return (labels) => {
    const printer = new LogPrinter(cli.stdout, cli.stderr, {
      colour: options.color && cli.colour,
      prefix: options.logPrefix,
      timestamps: options.timestamps === true,
      labels,
      // As docker compose does it: `logs` is a report, all of which can be piped on.
      stderrToStdout: true,
      raw: options.raw === true,
    });
    const now = new Date();
    const selection = logSelection(
      { ...options, ...(tail !== ALL && { tail }), ...(grep && { grep }) },
      (line) => printer.print(line),
      () => printer.gap(),
    );
    return {
      now,
      tail,
      selection,
      range: {
        // The last lines of those that are asked for, not those asked for among the last lines.
        ...(tail >= 0 && !selection.isPartial && { tail }),
        ...(options.since !== undefined && { since: timeOf(options.since, now) }),
      },
      show(line) {
        selection.push(line);
        return printer.drained();
      },
    };
  };
}
