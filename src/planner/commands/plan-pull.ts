import type { Observed } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { PullIntent } from '../snapshot/intent.ts';

/** Pulls each image once, for all services that use it. @param observed what it says of images is all that counts. */
export function planPull(project: Project, { images }: Observed, intent: PullIntent): Plan {
  const plan = new PlanBuilder('pull', project.name);
  const pulls = new Map<string, OperationOf<'pull-image'>>();
  for (const [name, service] of byKey(project.services)) {
    const { image, platform = project.defaultPlatform } = service;
    if (image === undefined || !isPulled(service, intent)) continue;
    if (onlyMissing(service, intent) && images.has(image) && !isLatest(image)) {
      plan.unchanged({ kind: 'image', name: image });
      continue;
    }
    const key = `${image} ${platform ?? ''}`;
    const before = pulls.get(key);
    pulls.set(key, {
      ...(before ?? { kind: 'pull-image', image, ...(platform === undefined ? {} : { platform }) }),
      services: [...(before?.services ?? []), name],
      ...(service.build ? { builtBy: name } : {}),
    });
  }
  for (const operation of pulls.values())
    plan.add({
      operation,
      cause: images.has(operation.image) ? { kind: 'requested', by: 'pull' } : { kind: 'missing' },
      optional: intent.ignoreFailures,
    });
  return plan.build();
}

function isPulled({ provider, build, pullPolicy }: ServiceSpec, intent: PullIntent): boolean {
  if (provider !== undefined || (intent.ignoreBuildable && build)) return false;
  // A policy on the command line is about the files' policies too.
  return intent.policy !== undefined || (pullPolicy !== 'never' && pullPolicy !== 'build');
}

function onlyMissing({ pullPolicy }: ServiceSpec, intent: PullIntent): boolean {
  const policy: string | undefined = intent.policy ?? pullPolicy;
  return policy === 'missing' || policy === 'if_not_present';
}

/**
 * What the tag `latest` means changes all the time, so having one is no reason to be content with it. A digest has a colon
 * too, and is never called that.
 */
function isLatest(image: string): boolean {
  const [, tag = 'latest'] = /:([^:/]+)$/.exec(image) ?? [];
  return tag === 'latest';
}
