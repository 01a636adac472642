import type { ServiceSpec } from '../../model/service-spec.ts';
import type { StartContext } from './up-context.ts';

/** Whether the containers of a service are made as they should be, and not started. */
export const isIdle = (
  { intent }: Pick<StartContext, 'intent'>,
  { name }: Pick<ServiceSpec, 'name'>,
): boolean => intent.noStart === true || intent.idle?.has(name) === true;
