import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { linesFor } from '../context/lines-for.ts';

interface VolumesOptions {
  readonly quiet?: boolean;
  readonly format?: string;
  readonly wide?: boolean;
}

export function volumesCommand(cli: Cli): Command {
  return new Command('volumes')
    .description('List the volumes of the project')
    .argument('[services...]', 'only those that running containers of these have mounted')
    .option('-q, --quiet', 'only the names')
    .option('--format <format>', 'table, json, `table TEMPLATE`, or a Go template for each')
    .option('--wide', 'also how big each is, which takes the engine a while')
    .action(async (services: string[], options: VolumesOptions) => {
      const { LABEL } = await import('../../model/labels.ts');
      const { formatRecords } = await import('../../ui/tables/format-records.ts');
      const { VOLUME_HEADERS, volumeRecord, volumesTable } = await import(
        '../../ui/tables/volumes-output.ts'
      );
      const { formatFromConfig } = await import('../settings/docker-config.ts');
      const { runningContainers } = await import('../find/running-containers.ts');
      const { withoutSecrets } = await import('../find/hide-secrets.ts');
      const { engine, project, containers, hide } = await runningContainers(cli, services);
      const mounted = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
      const volumes = (await engine.listVolumes())
        .filter(
          ({ name, labels }) =>
            labels[LABEL.project] === project &&
            labels[LABEL.instanceMarker] === undefined &&
            (services.length === 0 || mounted.has(name)),
        )
        .map((volume) => ({ ...volume, labels: withoutSecrets(volume.labels, cli, hide) }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      if (options.quiet)
        cli.stdout.write(
          linesFor(
            cli.stdout,
            volumes.map(({ name }) => name),
          ),
        );
      else {
        const format = options.format ?? formatFromConfig(cli.environment, 'volumesFormat') ?? 'table';
        const sizes = options.wide ? await engine.volumeSizes() : undefined;
        const shape = {
          headers: VOLUME_HEADERS,
          table: () => volumesTable(volumes, sizes),
          onTerminal: cli.stdout.isTty,
        };
        const records = volumes.map((volume) => volumeRecord(volume, sizes));
        cli.stdout.write(formatRecords(format, records, shape));
      }
      cli.exitWith(EXIT.ok);
    });
}
