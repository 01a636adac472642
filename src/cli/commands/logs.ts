import { Command } from 'commander';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../cli.ts';
import { defineLogs, type LogsOptions } from '../logs/log-options.ts';

export function logsCommand(cli: Cli): Command {
  return defineLogs(new Command('logs'))
    .description('Show what containers wrote, in the order of time')
    .action(async (services: string[], options: LogsOptions) => {
      const { showLogs } = await import('../logs/show-logs.ts');
      cli.exitWith(await showLogs(cli, services, options));
    });
}

/** The containers whose lines are shown: no one-off ones. */
export function isShown(
  labels: ObservedContainer['labels'],
  services: readonly string[],
  index: number | undefined,
): boolean {
  if (labels[LABEL.oneOff] === 'True') return false;
  if (index && labels[LABEL.containerNumber] !== String(index)) return false;
  return services.length === 0 || services.includes(labels[LABEL.service] ?? '');
}
