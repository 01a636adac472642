import type { ServiceSpec } from '../model/project.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { Scene } from './scene.ts';

/** Attributes that are read and shown, but that nothing acts on yet. */
const NOT_DONE: readonly (readonly [attribute: string, isUsed: (service: ServiceSpec) => boolean])[] = [
  ['credential_spec', ({ credentialSpec }) => credentialSpec !== undefined],
  ['models', ({ models }) => models !== undefined],
  ['post_start', ({ postStart }) => postStart !== undefined],
  ['pre_start', ({ preStart }) => preStart !== undefined],
  ['pre_stop', ({ preStop }) => preStop !== undefined],
  ['provider', ({ provider }) => provider !== undefined],
  ['use_api_socket', ({ useApiSocket }) => useApiSocket === true],
];

export function warnOfUnsupported({ services }: Scene, plan: PlanBuilder): void {
  for (const service of services)
    for (const [attribute, isUsed] of NOT_DONE)
      if (isUsed(service)) plan.warn(`service "${service.name}": ${attribute} has no effect yet`);
}
