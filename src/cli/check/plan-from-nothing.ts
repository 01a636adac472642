import { imageId, networkId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';

/**
 * The plan of `up` for an engine that has nothing yet of the project, and all that others are to have made: images,
 * external networks and volumes. It has whatever the files ask for, so what is wrong with it is wrong with the files.
 *
 * Error: UserError, when there can be no such plan.
 */
export async function planFromNothing(
  cli: Pick<Cli, 'cwd'>,
  written: Project,
): Promise<{ readonly plan: Plan; readonly observed: Observed }> {
  const { withTakenImages } = await import('../find/taken-images.ts');
  const project = await withTakenImages(cli, written);
  const { ServiceHashes } = await import('../../planner/request/service-hashes.ts');
  const { allImages } = await import('../../planner/ingress/wants-ingress.ts');
  const { readUpContext } = await import('../../planner/snapshot/up-context.ts');
  const { planUp } = await import('../../planner/up/plan-up.ts');
  const networks = [...project.networks.values()].filter(({ external }) => external);
  const volumes = [...project.volumes.values()].filter(({ external }) => external);
  const observed: Observed = {
    containers: [],
    networks: networks.map(({ name }) => ({ id: networkId(name), name, driver: 'bridge', labels: {} })),
    volumes: volumes.map(({ name }) => ({ name, driver: 'local', labels: {} })),
    images: new Map(allImages(project).map((reference) => [reference, { id: imageId(reference) }])),
  };
  const intent = { build: true };
  // Nothing is there whose hash could be compared.
  const hashes = new ServiceHashes(project, () => '');
  return { plan: planUp(readUpContext(project, observed, intent, hashes), new Map()), observed };
}
