import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { secretHider } from '../../model/secret-hider.ts';
import { withoutSecrets } from '../diff/hide-secrets.ts';
import { compareService } from './compare-service.ts';
import { changedFields } from './show-paths.ts';

/** What its last change was, without secrets. Empty: none, or the swarm does not know any more. */
export function lastChange(
  project: Project,
  key: string,
  { spec, previousSpec }: Pick<ObservedSwarmService, 'spec' | 'previousSpec'>,
  { networks }: Pick<ObservedSwarm, 'networks'>,
): readonly FieldChange[] {
  if (!previousSpec) return [];
  const networkNames = new Map(networks.map(({ id, name }) => [String(id), name]));
  const difference = compareService(spec, previousSpec, { networkNames });
  return withoutSecrets(
    changedFields(difference, previousSpec, networkNames),
    { project, hide: secretHider(project) },
    key,
  );
}
