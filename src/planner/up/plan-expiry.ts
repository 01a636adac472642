import { expiryMarker, isExpiryMarker, latestExpiry, ownerText } from '../../model/instance.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cause } from '../../model/plan.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { usedVolumes } from '../snapshot/used-resources.ts';

const BY_TTL: Cause = { kind: 'requested', by: '--ttl' };

/** An `up` right after another one has nothing to do: less than this part of the time has gone by. */
const NOT_WORTH = 0.1;

/** Writes down until when an instance lives from now on. */
export function planExpiry(plan: PlanBuilder, context: UpContext): void {
  const { name, instance } = context.project;
  if (instance?.expires === undefined) return;
  const { expires, ttlSeconds = 0 } = instance;
  const markers = context.observed.volumes.filter(
    (volume) => isExpiryMarker(volume) && volume.labels[LABEL.project] === name,
  );
  const before = latestExpiry(markers.map(({ labels }) => labels));
  // Whoever waits for the end of it is not told when it would end otherwise.
  if (!before && instance.owner === undefined) tellOfEnd(plan, context, expires);
  // Whoever starts it by hand takes it over from an owner that has ended.
  const owner = instance.owner && ownerText(instance.owner);
  const isSame =
    before?.ttlSeconds === ttlSeconds && markers.every(({ labels }) => labels[LABEL.instanceOwner] === owner);
  const gainedMs = Date.parse(expires) - Date.parse(before?.expires ?? '');
  if (isSame && gainedMs < ttlSeconds * 1000 * NOT_WORTH) return;
  const request = expiryMarker(name, instance);
  const create = plan.add({
    operation: { kind: 'create-volume', key: request.Name, request },
    cause: BY_TTL,
  });
  for (const marker of markers)
    plan.add({
      operation: { kind: 'remove-volume', name: marker.name, hasNoData: true },
      cause: BY_TTL,
      after: [create],
      optional: true,
    });
}

/** Data that goes later is told of when it is made. */
function tellOfEnd(plan: PlanBuilder, context: UpContext, expires: string): void {
  const own = usedVolumes(context).flatMap(({ name, external }) => (external ? [] : [name]));
  const data = own.length === 0 ? '' : ` with the data in ${own.join(', ')}`;
  plan.warn(
    `from ${expires} on, gc removes ${context.project.name}${data}; each up before that gives it as long again`,
  );
}
