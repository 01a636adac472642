import { LABEL } from '../../model/labels.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import { ingressCheck } from '../ingress/ingress-check.ts';
import { ingressDatagrams, ingressRequest } from '../ingress/ingress-request.ts';
import { ingressOptions, isMadeOf, wantsIngress } from '../ingress/wants-ingress.ts';
import type { StartContext } from '../snapshot/up-context.ts';

interface Checks {
  readonly context: StartContext;
  readonly plan: PlanBuilder;
  readonly images: ReadonlyMap<string, PlannedImage>;
}

/** Whether an ingress can be made of its image, only the image itself can tell. It does so before anything is touched, once. */
export function checkIngresses({ context, plan, images }: Checks, services: readonly ServiceSpec[]): void {
  const { project } = context;
  const checked = new Set<string>();
  for (const service of services) {
    if (!wantsIngress(project, service) || context.scaleOf(service) === 0) continue;
    const { image } = ingressOptions(project, service);
    const looked = JSON.stringify([image, ingressDatagrams(project, service)?.families ?? 'TCP']);
    const { ingress } = context.containersOf(service);
    const made = ingress?.labels[LABEL.ingress];
    const isThere =
      ingress !== undefined &&
      made === ingressRequest(project, service, image).Labels[LABEL.ingress] &&
      isMadeOf(ingress, image, images.get(image)?.current);
    if (isThere || (ingress && context.intent.noRecreate) || checked.has(looked)) continue;
    checked.add(looked);
    const pulled = images.get(image)?.step;
    plan.add({
      operation: ingressCheck(project, service, image),
      cause: { kind: 'needed-by', service: service.name },
      after: pulled === undefined ? [] : [pulled],
    });
  }
}
