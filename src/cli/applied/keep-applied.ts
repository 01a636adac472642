import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { type RecordPlace, readRecord, removeRecord } from './record.ts';
import { sealWith } from './seal.ts';

/**
 * Remembers what a plan that has ended well left the project as, for `drift` where there are no files. A second `up`
 * reads one file and writes none.
 *
 * @returns whether the project was not known to be as it is now
 */
export async function keepApplied(
  { environment }: Pick<Cli, 'environment'>,
  planned: Planned,
): Promise<boolean> {
  const { applied, engine, plan, project } = planned;
  if (!applied) return false;
  const place: RecordPlace = { environment, endpoint: engine.endpoint, project: project.name };
  if (applied.kind === 'down') {
    if (applied.everything) {
      const { forgetKnownPaths } = await import('../../watch/files/known-store.ts');
      forgetKnownPaths(project.name, project.workingDir, environment);
      removeRecord(place);
      return false;
    }
    if (plan.steps.length === 0) return false;
    const { withoutRemoved } = await import('./write-applied.ts');
    await withoutRemoved(place, planned);
    return false;
  }
  const before = readRecord(place);
  const services = applied.services.flatMap((name) => project.services.get(name) ?? []);
  if (services.length === 0) return false;
  if (before && plan.steps.length === 0) {
    const seal = sealWith(before.head.key);
    const isKnown = ({ name }: ServiceSpec, hash: string): boolean =>
      before.head.services[name] === seal(hash);
    if (
      services.every((service) =>
        isKnown(
          service,
          applied.hashes.hashOf(service, () => undefined),
        ),
      )
    )
      return false;
  }
  const { writeApplied } = await import('./write-applied.ts');
  await writeApplied(place, planned, { services, scale: applied.scale, hashes: applied.hashes, before });
  return true;
}
