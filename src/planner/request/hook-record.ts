import { createHash } from 'node:crypto';
import type { Json } from '../../model/json.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { stableJson } from '../../util/stable-json.ts';

const START_HOOKS = ['pre_start', 'post_start'] as const;
type StartHook = (typeof START_HOOKS)[number];

/** What a container says of the hooks that ran at its start: `pre_start=<hash>,post_start=<hash>`. Absent: the service has none. */
export function hookRecord(service: ServiceSpec): string | undefined {
  const entries = START_HOOKS.flatMap((hook) => {
    const written = hookText(service, hook);
    return written === undefined ? [] : [`${hook}=${written}`];
  });
  return entries.length === 0 ? undefined : entries.join(',');
}

/** The hooks of a service that a container was not started with. What a service has no more need not run. */
export function newHooks(service: ServiceSpec, record: string | undefined): readonly StartHook[] {
  const recorded = new Set(record?.split(','));
  return START_HOOKS.filter((hook) => {
    const written = hookText(service, hook);
    return written !== undefined && !recorded.has(`${hook}=${written}`);
  });
}

/** Those that a service has. */
export const startHooksOf = (service: ServiceSpec): readonly StartHook[] => newHooks(service, undefined);

const hookText = ({ preStart, postStart }: ServiceSpec, hook: StartHook): string | undefined => {
  const hooks: Json | undefined = hook === 'pre_start' ? preStart : postStart;
  if (!Array.isArray(hooks) || hooks.length === 0) return undefined;
  return createHash('sha256').update(stableJson(hooks)).digest('hex').slice(0, 16);
};
