import { requireServices } from '../../planner/graph/service-graph.ts';
import { digestIn } from '../../planner/swarm/image-text.ts';
import { nodeLoad } from '../../planner/swarm/node-load.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import type { TaskImage } from '../../ui/tables/task-images-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { linesFor } from '../context/lines-for.ts';
import { lookAtServices, namedProject } from './plan-for-swarm.ts';

interface ImagesOptions {
  readonly quiet?: boolean;
  readonly format: string;
  readonly wide?: boolean;
}

/** What the tasks of each service run, and on which nodes: in the middle of an update these may be several images. */
export async function showSwarmImages(
  cli: Cli,
  services: readonly string[],
  { quiet, format, wide }: ImagesOptions,
): Promise<number> {
  const { taskImageRecord, taskImagesTable } = await import('../../ui/tables/task-images-output.ts');
  const project = await namedProject(cli);
  const { observed } = await lookAtServices(cli, project.name);
  const keys = new Map(observed.services.map(({ id, name }) => [id, serviceKey(project, name)]));
  requireServices(services, new Set([...project.services.keys(), ...keys.values()]));
  if (wide)
    cli.stderr.write('warning: --wide has no effect on a swarm: only a node knows the age of an image\n');
  const found = new Map<string, TaskImage & { readonly nodes: Map<string, number> }>();
  for (const node of observed.nodes)
    for (const { serviceId, image } of nodeLoad(node, observed).tasks) {
      const service = keys.get(serviceId);
      if (service === undefined || (services.length > 0 && !services.includes(service))) continue;
      const key = `${service} ${image}`;
      const one = found.get(key) ?? { service, image, digest: digestIn(image), nodes: new Map() };
      one.nodes.set(node.hostname, (one.nodes.get(node.hostname) ?? 0) + 1);
      found.set(key, one);
    }
  const images = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image);
  if (quiet) cli.stdout.write(linesFor(cli.stdout, [...new Set(images.map(({ image }) => image))]));
  else if (format === 'json') cli.stdout.write(`${JSON.stringify(images.map(taskImageRecord))}\n`);
  else cli.stdout.write(taskImagesTable(images, cli.stdout.columns));
  return EXIT.ok;
}
