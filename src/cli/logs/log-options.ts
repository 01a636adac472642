import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOG_LEVELS, type LogLevel } from '../../ui/logs/log-level.ts';
import { collect } from '../context/globals.ts';
import { containerIndex, lineCount, wholeNumber } from '../flags/option-values.ts';

export interface LogsOptions {
  readonly follow?: boolean;
  readonly index?: number;
  /** Negative: all lines. */
  readonly tail?: number;
  readonly since?: string;
  readonly until?: string;
  readonly timestamps?: boolean;
  readonly color: boolean;
  readonly logPrefix: boolean;
  readonly grep?: readonly string[];
  readonly level?: LogLevel;
  readonly json?: readonly { readonly path: string; readonly value: string }[];
  readonly around?: string;
  readonly context?: number;
  readonly raw?: boolean;
}

/** In place of a number of lines. */
export const ALL = -1;

export function defineLogs(command: Command): Command {
  return command
    .argument('[services...]', 'only these')
    .option('-f, --follow', 'follow what they write from now on')
    .option('--index <n>', 'only this replica of the service', containerIndex)
    .option('-n, --tail <lines>', 'only the last lines of each container', lineCount)
    .option('--since <time>', 'from this time (2026-01-02T13:23:37Z) or age (42m) on')
    .option('--until <time>', 'up to this time or age')
    .option('-t, --timestamps', 'with the time of each line')
    .option('--no-color', 'without colours')
    .option('--no-log-prefix', 'without the name of the container')
    .option(
      '--grep <pattern>',
      'only lines in which this regular expression is found; repeatable: one of them',
      collect,
    )
    .addOption(
      new Option('--level <level>', 'only lines that say they are this serious, or more').choices(LOG_LEVELS),
    )
    .option('--json <field=value>', 'only lines of JSON with this value; repeatable: all of them', member)
    .option('--around <text>', 'lines with this text, and what every container wrote before and after them')
    .option('--context <lines>', 'with --around: how many lines before and after (5)', wholeNumber)
    .option('--raw', 'let a terminal obey all that containers write, not only colours');
}

function member(
  text: string,
  previous: readonly { readonly path: string; readonly value: string }[] = [],
): readonly { readonly path: string; readonly value: string }[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It takes FIELD=VALUE, e.g. user.id=17.');
  return [...previous, { path: text.slice(0, at), value: text.slice(at + 1) }];
}
