import { UserError } from '../../diagnostics/user-error.ts';
import type { LogLine } from '../../model/event.ts';
import { LogContext, type LogItem } from '../../ui/logs/log-context.ts';
import { logFilter } from '../../ui/logs/log-filter.ts';
import type { TextPattern } from '../../util/text-pattern.ts';
import { ALL, type LogsOptions } from './log-options.ts';

/** Lines before and after, where `--context` says nothing. */
const CONTEXT = 5;
/** How many lines more than `--tail` asks for are held before those that are too many are left out. */
const SPARE = 1000;

export interface LogSelection {
  /** Whether lines are left out at all. */
  readonly isPartial: boolean;
  push(line: LogLine): void;
  /** Shows what `--tail` held back: what comes now is new. */
  endHistory(): void;
}

/** The patterns of `--grep` are made ready. */
export type SelectionOptions = Omit<LogsOptions, 'grep'> & { readonly grep?: readonly TextPattern[] };

/** The lines that `logs` was asked for, in the order they come. Error: UserError for `--context` of nothing. */
export function logSelection(
  options: SelectionOptions,
  print: (line: LogLine) => void,
  printGap: () => void,
): LogSelection {
  const { grep, level, json: members, around, context, tail = ALL } = options;
  if (context !== undefined && around === undefined)
    throw new UserError('bad-usage', '--context needs --around', {
      hint: 'say which lines to show the surroundings of: --around TEXT',
    });
  const isPartial = [grep, level, members, around].some((option) => option !== undefined);
  const passes = logFilter({
    ...(grep && { grep }),
    ...(level && { level }),
    ...(members && { members }),
  });
  const surroundings = around === undefined ? undefined : new LogContext(around, context ?? CONTEXT);
  const show = (item: LogItem): void => (item === 'gap' ? printGap() : print(item));
  let held: LogItem[] | undefined = isPartial && tail >= 0 ? [] : undefined;
  let mostHeld = SPARE;
  const hold = (items: LogItem[], item: LogItem): LogItem[] => {
    items.push(item);
    if (items.length <= mostHeld) return items;
    const kept = lastOfEach(items, tail);
    mostHeld = 2 * kept.length + SPARE;
    return kept;
  };
  return {
    isPartial,
    push(line) {
      if (!passes(line)) return;
      for (const item of surroundings ? surroundings.push(line) : [line]) {
        if (held) held = hold(held, item);
        else show(item);
      }
    },
    endHistory() {
      const items = held ?? [];
      held = undefined;
      for (const item of lastOfEach(items, tail)) show(item);
    },
  };
}

/** The last `amount` of each container, in the order they are in. */
function lastOfEach(items: readonly LogItem[], amount: number): LogItem[] {
  const left = new Map<string, number>();
  const kept = items.toReversed().filter((item) => {
    if (item === 'gap') return true;
    const more = left.get(item.container) ?? amount;
    left.set(item.container, more - 1);
    return more > 0;
  });
  return kept.toReversed();
}
