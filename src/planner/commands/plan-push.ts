import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { byKey } from '../../util/by-key.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { PushIntent } from '../snapshot/intent.ts';
import { notPushed } from './plan-build.ts';

/** Pushes what the project builds under a name of its own, with its further tags. Each name once. */
export function planPush(project: Project, intent: PushIntent = {}): Plan {
  const plan = new PlanBuilder('push', project.name);
  const users = new Map<string, string[]>();
  for (const [name, { image, build, provider }] of byKey(project.services)) {
    if (!build || provider !== undefined) continue;
    if (image === undefined) {
      plan.warn(notPushed(name));
      continue;
    }
    for (const reference of new Set([image, ...build.tags]))
      users.set(reference, [...(users.get(reference) ?? []), name]);
  }
  for (const [image, services] of users)
    plan.add({
      operation: { kind: 'push-image', image, services },
      cause: { kind: 'requested', by: 'push' },
      optional: intent.ignoreFailures,
    });
  return plan.build();
}
