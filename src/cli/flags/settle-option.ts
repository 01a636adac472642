import type { Command } from 'commander';
import { durationMs } from './option-values.ts';

/** One meaning for all commands that start something. */
export const defineSettle = (command: Command): Command =>
  command.option(
    '--settle <duration>',
    'how long a container must run to count as started (1s on a terminal, 0.1s in scripts; with --wait 2s, or what x-gantry says)',
    durationMs,
  );

/** How long a command looks at what it has started. `--wait` has looked by then. @returns undefined: as long as usual */
export const lookMsOf = ({
  wait,
  settle,
}: {
  readonly wait?: boolean;
  readonly settle?: number;
}): number | undefined => (wait ? 0 : settle);
