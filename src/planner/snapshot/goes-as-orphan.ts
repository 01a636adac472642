import { declaredServices } from '../graph/service-graph.ts';
import type { StartContext } from './up-context.ts';

/** Whether the containers of this service are removed, as the files do not have it. */
export const goesAsOrphan = (
  { intent, project }: Pick<StartContext, 'intent' | 'project'>,
  service: string,
): boolean =>
  intent.removeOrphans === true &&
  !declaredServices(project).has(service) &&
  !(intent.keptOrphans?.has(service) ?? false);
