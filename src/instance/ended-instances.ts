import {
  type EndedInstance,
  type InstanceOwner,
  isOfInstance,
  latestExpiry,
  readOwner,
} from '../model/instance.ts';
import { LABEL } from '../model/labels.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * The instances whose time is over, or whose owner has ended. One that also has something without an owner was started by hand since then,
 * and stays. So does a project of which anything, whatever it is, says that it belongs to another instance or to none.
 *
 * @param labels of all containers, networks and volumes of the engine
 * @param nowMs milliseconds since 1970, by the clock of the engine
 */
export function endedInstances(
  labels: Iterable<Labels>,
  nowMs: number,
  isOwnerGone: (owner: InstanceOwner) => boolean,
): readonly EndedInstance[] {
  const byProject = new Map<string, Labels[]>();
  for (const of of labels) {
    const project = of[LABEL.project];
    if (project === undefined) continue;
    byProject.set(project, [...(byProject.get(project) ?? []), of]);
  }
  return [...byProject]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([project, own]) => {
      const [{ [LABEL.instance]: name, [LABEL.instanceOf]: of } = {}] = own;
      if (name === undefined || of === undefined) return [];
      if (!own.every((labels) => isOfInstance(labels, { name, of }))) return [];
      const why = whyEnded(own, nowMs, isOwnerGone);
      return why ? [{ project, instance: name, of, why }] : [];
    });
}

function whyEnded(
  own: readonly Labels[],
  nowMs: number,
  isOwnerGone: (owner: InstanceOwner) => boolean,
): EndedInstance['why'] | undefined {
  const expires = latestExpiry(own)?.expires;
  if (expires !== undefined && Date.parse(expires) <= nowMs) return { kind: 'expired', expires };
  const owners = own.map(({ [LABEL.instanceOwner]: owner = '' }) => readOwner(owner));
  const [first] = owners;
  if (!first || !owners.every((owner) => owner && isOwnerGone(owner))) return undefined;
  return { kind: 'owner-gone', owner: first };
}
