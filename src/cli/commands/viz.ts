import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { wholeNumber } from '../flags/option-values.ts';

interface VizOptions {
  readonly networks?: boolean;
  readonly ports?: boolean;
  readonly image?: boolean;
  readonly indentationSize: number;
  readonly spaces?: boolean;
}

export function vizCommand(cli: Cli): Command {
  return new Command('viz')
    .description('Print the services and their dependencies for Graphviz; `graph` draws more')
    .option('--networks', 'with the networks of each')
    .option('--ports', 'with the ports of each')
    .option('--image', 'with the image of each')
    .option('--indentation-size <n>', 'how many tabs or spaces stand before each line', wholeNumber, 1)
    .option('--spaces', 'indent by spaces, not by tabs')
    .action(async (options: VizOptions) => {
      const { loadProjectFor } = await import('../files/load.ts');
      const { imageReference } = await import('../../planner/request/image-references.ts');
      const { vizText } = await import('../../ui/graph/viz-text.ts');
      const project = await loadProjectFor(cli, { services: [], needs: 'images' });
      cli.stdout.write(
        vizText(project, (service) => imageReference(project, service), {
          networks: options.networks === true,
          ports: options.ports === true,
          image: options.image === true,
          indentation: (options.spaces ? ' ' : '\t').repeat(options.indentationSize),
        }),
      );
      cli.exitWith(EXIT.ok);
    });
}
