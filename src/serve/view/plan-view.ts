import type { PageChange, PageField, PagePlan } from '../../model/page-state.ts';
import type { FieldChange, Plan, Resource } from '../../model/plan.ts';
import { finalName } from '../../model/temporary-name.ts';
import { atomicWords } from '../../ui/plan/atomic-words.ts';
import { driftOf } from '../../ui/plan/drift.ts';
import { changesOf, countDisruptions } from '../../ui/plan/plan-changes.ts';
import { chainOf } from '../../ui/plan/reasons.ts';
import { labelOf } from '../../ui/plan/resource-of.ts';

export interface PlanFacts {
  readonly id: string;
  readonly plan: Plan;
  /** Services whose containers carry the hash of what the files say: they differ from it for other reasons than an edit. */
  readonly unedited: ReadonlySet<string>;
  /** By service and field, with a space between: `compose.yaml:9:7`. */
  readonly places: ReadonlyMap<string, string>;
}

/** The same changes as `gantry plan` prints, in the same words. */
export function planView(facts: PlanFacts): PagePlan {
  const { id, plan } = facts;
  const changes = changesOf(plan);
  const services = servicesByContainer(plan);
  // What was never there has not moved away from what the files say.
  const drifted = new Set(
    driftOf(plan).flatMap(({ kind, resource }) => (kind === 'missing' ? [] : [labelOf(resource)])),
  );
  const shown = changes.map((change): PageChange => {
    const service = serviceOf(change.resource, services);
    const isEdited = service !== undefined && !facts.unedited.has(service);
    return {
      kind: change.resource.kind,
      name: change.resource.name,
      ...(service !== undefined && { service }),
      action: change.onlyIfNew.length > 0 ? `perhaps ${change.action}` : change.action,
      disruption: change.disruption,
      because: chainOf(change, changes),
      fields: change.fields.map((field) => fieldView(field, service, facts.places)),
      isDrift: drifted.has(labelOf(change.resource)) && !(change.cause.kind === 'changed' && isEdited),
    };
  });
  const disruptions = countDisruptions(changes);
  return {
    id,
    changes: shown,
    withheld: (plan.withheld ?? []).map(({ resource, flag, warning }) => ({ ...resource, flag, warning })),
    warnings: plan.warnings,
    unchanged: plan.unchanged.length,
    disruptions: Object.fromEntries(disruptions),
    ...(plan.atomic && { atomic: atomicWords(plan.atomic) }),
    isDestructive: shown.some(({ disruption }) => disruption === 'data-loss'),
  };
}

function fieldView(
  { field, from, to, remark }: FieldChange,
  service: string | undefined,
  places: ReadonlyMap<string, string>,
): PageField {
  const at = service === undefined ? undefined : places.get(`${service} ${field}`);
  return {
    field,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(at !== undefined && { at }),
    ...(remark !== undefined && { remark }),
  };
}

function serviceOf({ kind, name }: Resource, services: ReadonlyMap<string, string>): string | undefined {
  if (kind === 'service') return name;
  return kind === 'container' ? services.get(name) : undefined;
}

function servicesByContainer({ steps }: Plan): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ operation }) =>
      'service' in operation && 'name' in operation
        ? [[finalName(operation.name), operation.service] as const]
        : [],
    ),
  );
}
