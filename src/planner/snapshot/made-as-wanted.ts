import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { ingressRequest } from '../ingress/ingress-request.ts';
import { ingressOptions, wantsIngress } from '../ingress/wants-ingress.ts';

/** @param made of the ingress that there is: what it was made from */
export function isMadeAsWanted(
  { project, service }: { readonly project: Project; readonly service: ServiceSpec },
  made: string | undefined,
): boolean {
  if (!wantsIngress(project, service)) return false;
  const { image } = ingressOptions(project, service);
  return ingressRequest(project, service, image).Labels[LABEL.ingress] === made;
}
