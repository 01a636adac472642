import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

export function topCommand(cli: Cli): Command {
  return new Command('top')
    .description('Show the processes of containers')
    .argument('[services...]', 'only those of these')
    .action(async (services: string[]) => {
      const { EngineError } = await import('../../engine/refusals/engine-error.ts');
      const { topText } = await import('../../ui/tables/top-output.ts');
      const { runningContainers } = await import('../find/running-containers.ts');
      const { engine, containers, hide } = await runningContainers(cli, services, 'warn');
      const tables = await Promise.all(
        containers.map(async (container) => {
          // Between the list and this call it may have ended: then it has no processes.
          const table = await engine.topContainer(container.id).catch((error: unknown) => {
            if (error instanceof EngineError && (error.status === 404 || error.status === 409))
              return undefined;
            throw error;
          });
          return table
            ? [{ container, ...table, processes: table.processes.map((cells) => cells.map(hide)) }]
            : [];
        }),
      );
      const sorted = tables.flat().toSorted((a, b) => (a.container.name < b.container.name ? -1 : 1));
      cli.stdout.write(topText(sorted, cli.stdout.columns));
      cli.exitWith(EXIT.ok);
    });
}
