import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { type DesiredContainer, type HashContext, matchesHash } from '../request/create-request.ts';
import { newHooks, startHooksOf } from '../request/hook-record.ts';
import { COMPOSE_VERSION } from '../request/labels.ts';
import { change } from './change.ts';

/**
 * Hooks that run at the start of a container, and that it was not started with. No inspection shows them: gantry writes down a
 * hash of them. Where nobody did, the hash of the whole service decides, as far as it can tell.
 */
export function changedHooks(
  context: HashContext,
  have: ObservedContainer,
  desired: DesiredContainer,
): readonly FieldChange[] {
  const { service } = desired;
  const label = have.labels[LABEL.configHash];
  if (startHooksOf(service).length === 0 || matchesHash(context, desired, label)) return [];
  const record = have.labels[LABEL.hooks];
  if (record === undefined && !mayBeOthers(context, have, desired)) return [];
  return newHooks(service, record).map((hook) => change(hook, undefined, undefined));
}

/**
 * An equal hash would say that the hooks are the same. A different one says that something in the file is another, if it was made as
 * gantry makes it; each release of docker compose since 2.30 makes its own, so theirs says it only where the hooks are new.
 */
function mayBeOthers(
  context: HashContext,
  { labels }: ObservedContainer,
  desired: DesiredContainer,
): boolean {
  const { preStart: _pre, postStart: _post, ...others } = desired.service;
  const without: ServiceSpec = others;
  return (
    labels[LABEL.version] === COMPOSE_VERSION ||
    matchesHash(context, desired, labels[LABEL.configHash], without)
  );
}
