import { Command, Option } from 'commander';
import type { Engine } from '../../engine/port/engine.ts';
import type { ImageSummary } from '../../engine/port/engine-answers.ts';
import type { ImageId } from '../../model/ids.ts';
import type { ImageDetails, ObservedContainer } from '../../model/observed.ts';
import type { ContainerImage } from '../../ui/tables/images-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

interface ImagesOptions {
  readonly quiet?: boolean;
  readonly format: string;
  readonly wide?: boolean;
}

export function imagesCommand(cli: Cli): Command {
  return new Command('images')
    .description('List the images that containers were made from')
    .argument('[services...]', 'only those of these')
    .option('-q, --quiet', 'only the ids')
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--wide', 'also for what platform each is, and how old')
    .action(async (services: string[], options: ImagesOptions) => {
      if (cli.globals.on === 'swarm') {
        const { showSwarmImages } = await import('../swarm/show-swarm-images.ts');
        return cli.exitWith(await showSwarmImages(cli, services, options));
      }
      const { findContainers } = await import('../find/find-containers.ts');
      const { LABEL } = await import('../../model/labels.ts');
      const { imageRecord, imagesTable } = await import('../../ui/tables/images-output.ts');
      const { engine, containers } = await findContainers(cli, services, 'warn');
      const summaries = new Map((await engine.listImageSummaries()).map((image) => [image.id, image]));
      const chosen = containers
        .filter(({ labels }) => services.length === 0 || services.includes(labels[LABEL.service] ?? ''))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const details = options.wide && !options.quiet ? await detailsOf(engine, chosen) : new Map();
      const images = chosen.map((container) =>
        imageOf(container, summaries.get(container.imageId), details.get(container.imageId)),
      );
      if (options.quiet) cli.stdout.write(idsOf(images));
      else if (options.format === 'json')
        cli.stdout.write(
          `${JSON.stringify(images.map((image) => imageRecord(image, options.wide === true)))}\n`,
        );
      else cli.stdout.write(imagesTable(images, shapeOf(cli, options)));
      cli.exitWith(EXIT.ok);
    });
}

const shapeOf = ({ stdout }: Cli, { wide }: ImagesOptions) => ({
  wide: wide === true,
  now: new Date(),
  columns: stdout.columns,
});

/** What the list does not tell, each image asked for once. */
async function detailsOf(
  engine: Engine,
  containers: readonly ObservedContainer[],
): Promise<ReadonlyMap<ImageId, ImageDetails>> {
  const ids = [...new Set(containers.map(({ imageId }) => imageId))];
  const details = await Promise.all(ids.map((id) => engine.inspectImage(id)));
  return new Map(details.flatMap((image) => (image ? [[image.id, image] as const] : [])));
}

function imageOf(
  container: ObservedContainer,
  image: ImageSummary | undefined,
  details: ImageDetails | undefined,
): ContainerImage {
  const name = image?.tags[0];
  const digest = image?.digests[0];
  const colon = name?.lastIndexOf(':') ?? -1;
  const repository = name?.slice(0, colon) ?? digest?.split('@')[0];
  return {
    container: container.name,
    id: container.imageId,
    ...(repository !== undefined && { repository }),
    ...(name !== undefined && { tag: name.slice(colon + 1) }),
    ...(image && { sizeBytes: image.sizeBytes, createdAt: image.createdAt }),
    ...(details?.platform !== undefined && { platform: details.platform }),
    ...(details?.namedAtMs !== undefined && { namedAtMs: details.namedAtMs }),
  };
}

function idsOf(images: readonly ContainerImage[]): string {
  const ids = images.map(({ id }) => id.replace(/^sha256:/, ''));
  return [...new Set(ids)].map((id) => `${id}\n`).join('');
}
