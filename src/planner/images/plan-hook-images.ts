import type { PlanBuilder } from '../graph/plan-builder.ts';
import { hooksOf } from '../request/hooks.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import type { PlannedImage } from './planned-image.ts';
import { pullPolicy } from './pull-policy.ts';

/** The images of hooks that have one of their own follow the policy of the service; nothing says how to build them. */
export function pullHookImages(
  { services, observed, intent }: UpContext,
  plan: PlanBuilder,
  planned: Map<string, PlannedImage>,
): void {
  const users = new Map<string, string[]>();
  for (const service of services)
    for (const { image } of hooksOf(service, 'pre_start')) {
      if (image === undefined || planned.has(image)) continue;
      const there = observed.images.get(image);
      const { pull } = pullPolicy(service, intent, there);
      if (pull === 'never' || (pull === 'missing' && there)) continue;
      users.set(image, [...(users.get(image) ?? []), service.name]);
    }
  for (const [image, names] of [...users].sort()) {
    const current = observed.images.get(image)?.id;
    const step = plan.add({
      operation: { kind: 'pull-image', image, services: names },
      cause: current === undefined ? { kind: 'missing' } : { kind: 'requested', by: 'pull_policy always' },
    });
    planned.set(image, { ref: { madeBy: step }, step, ...(current === undefined ? {} : { current }) });
  }
}
