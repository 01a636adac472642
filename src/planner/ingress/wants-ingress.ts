import { ingressOptionsOf } from '../../model/ingress.ts';
import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { imageReferences } from '../request/image-references.ts';
import { peerReferences } from '../request/peer-references.ts';
import { INGRESS_SUFFIX } from './ingress-request.ts';
import { ingressObstacle } from './ingress-routes.ts';
import { ownProxy } from './own-proxy.ts';

/** Where the file names none. */
const DEFAULT_IMAGE = 'haproxy:3.0-alpine';

/**
 * Whether a service is updated start-first by an ingress: the file says start-first, and only the published ports of its containers
 * are in the way.
 */
export function wantsIngress(service: ServiceSpec): boolean {
  // Such a proxy goes over by itself; what the service publishes beside it, nobody does.
  if (service.ports.length === 0 && ownProxy(service) !== undefined) return false;
  return (
    service.deploy?.updateConfig?.order === 'start-first' &&
    service.ports.length > 0 &&
    service.networkMode === undefined &&
    service.networks.size > 0 &&
    peerReferences(service).length === 0 &&
    !service.ports.some(({ mode }) => mode === 'host') &&
    ingressObstacle(service) === undefined
  );
}

export const ingressOptions = (project: Project, { extensions }: ServiceSpec) => ({
  image: DEFAULT_IMAGE,
  ...ingressOptionsOf(project.extensions.get('x-gantry')),
  ...ingressOptionsOf(extensions.get('x-gantry')),
});

/** Whether a container was made to stand behind an ingress. */
export const isBehindIngress = (labels: Readonly<Record<string, string>>): boolean =>
  !(LABEL.ingress in labels) && (labels[LABEL.configHash]?.endsWith(INGRESS_SUFFIX) ?? false);

/** The images that decide about the project, those of its ingresses too, each once, in order. */
export function allImages(project: Project): readonly string[] {
  const ingresses = [...project.services.values()]
    .filter(wantsIngress)
    .map((service) => ingressOptions(project, service).image);
  return [...new Set([...imageReferences(project), ...ingresses])].sort();
}
