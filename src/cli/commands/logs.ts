import { Command } from 'commander';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';
import { lineCount } from '../option-values.ts';

export interface LogsOptions {
  readonly follow?: boolean;
  readonly index?: number;
  readonly tail?: number;
  readonly since?: string;
  readonly until?: string;
  readonly timestamps?: boolean;
  readonly color: boolean;
  readonly logPrefix: boolean;
}

export function logsCommand(cli: Cli): Command {
  return new Command('logs')
    .description('Show what containers wrote, in the order of time')
    .argument('[services...]', 'only these')
    .option('-f, --follow', 'go on with what they write from now on')
    .option('--index <n>', 'only this replica of the service', Number)
    .option('-n, --tail <lines>', 'only the last lines of each container', lineCount)
    .option('--since <time>', 'from this time (2026-01-02T13:23:37Z) or age (42m) on')
    .option('--until <time>', 'up to this time or age')
    .option('-t, --timestamps', 'with the time of each line')
    .option('--no-color', 'without colours')
    .option('--no-log-prefix', 'without the name of the container')
    .action(async (services: string[], options: LogsOptions) => {
      const { showLogs } = await import('../show-logs.ts');
      await showLogs(cli, services, options);
      cli.exitWith(EXIT.ok);
    });
}

/** The containers whose lines are shown: no one-off ones. */
export function isShown(
  labels: ObservedContainer['labels'],
  services: readonly string[],
  index: number | undefined,
): boolean {
  if (labels[LABEL.oneOff] === 'True') return false;
  if (index !== undefined && labels[LABEL.containerNumber] !== String(index)) return false;
  return services.length === 0 || services.includes(labels[LABEL.service] ?? '');
}
