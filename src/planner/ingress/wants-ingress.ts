import type { ImageId } from '../../model/ids.ts';
import { ingressOptionsOf } from '../../model/ingress.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { asksForHandover } from '../../model/port-handover.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { imageReferences } from '../request/image-references.ts';
import { peerReferences } from '../request/peer-references.ts';
import { INGRESS_SUFFIX } from './ingress-request.ts';
import { datagramPorts, type IngressObstacle, ingressObstacle, ingressRoutes } from './ingress-routes.ts';
import { ownProxy } from './own-proxy.ts';

/**
 * Where the file names none: the official image, for all platforms that it is made for.
 *
 * Source: https://github.com/docker-library/repo-info/blob/cb283f29c1ff1a4c70f001e52e793a7a61f9c198/repos/haproxy/remote/3.0.28-alpine.md
 */
const DEFAULT_IMAGE =
  'haproxy:3.0.28-alpine@sha256:ed51796ef581b00aac83d547c7f76366bfe6660b7bec85c5059ca68123444d66';

/**
 * Whether a service is updated start-first by an ingress: the file says start-first, and only the published ports of its containers
 * are in the way, or clients that use its name: these would meet a new container before it listens. That takes ports that the file
 * names. What an image declares is known too late, and may change with each update.
 */
export function wantsIngress(project: Project, service: ServiceSpec): boolean {
  return mayHaveIngress(service) && hasPorts(service) && obstacleOf(project, service) === undefined;
}

const hasPorts = (service: ServiceSpec): boolean =>
  ingressRoutes(service).length > 0 || datagramPorts(service).length > 0;

/** Datagrams need an image with nftables, which the default one is not, and more rights: nobody but the files can ask for that. */
export const obstacleOf = (project: Project, service: ServiceSpec): IngressObstacle | undefined =>
  ingressObstacle(service, { datagrams: ingressOptions(project, service).udp === true });

/** Why clients find the containers of a service themselves by its name, although the file says start-first. */
export function whyNoIngress(
  project: Project,
  service: ServiceSpec,
): IngressObstacle | { readonly kind: 'no-ports' } | undefined {
  if (!mayHaveIngress(service)) return undefined;
  const obstacle = obstacleOf(project, service);
  if (obstacle) return obstacle;
  return hasPorts(service) ? undefined : { kind: 'no-ports' };
}

/** Whatever ports it has. */
const mayHaveIngress = (service: ServiceSpec): boolean =>
  service.deploy?.updateConfig?.order === 'start-first' &&
  service.networkMode === undefined &&
  service.networks.size > 0 &&
  peerReferences(service).length === 0 &&
  !service.ports.some(({ mode }) => mode === 'host') &&
  // Where nothing is published: no second container can have a fixed address, and a proxy of the user's own goes over by itself.
  (publishesPorts(service) || !(hasFixedAddress(service) || ownProxy(service)));

export const publishesPorts = ({ ports }: ServiceSpec): boolean => ports.length > 0;

/** Who is at the ports of a service, in words: its containers, or its ingress. */
export const publishers = (service: ServiceSpec): readonly [itself: string, ingress: string] =>
  publishesPorts(service)
    ? ['published by the container', 'published by an ingress']
    : ['reached in the container', 'reached through an ingress'];

/** Such a service never runs twice. */
const hasFixedAddress = ({ networks, macAddress }: ServiceSpec): boolean =>
  macAddress !== undefined ||
  [...networks.values()].some((on) => on?.ipv4Address ?? on?.ipv6Address ?? on?.macAddress);

export const ingressOptions = (project: Project, { extensions }: ServiceSpec) => ({
  image: DEFAULT_IMAGE,
  ...ingressOptionsOf(project.extensions.get('x-gantry')),
  ...ingressOptionsOf(extensions.get('x-gantry')),
});

/** What holds connections while ports go over. */
export function holdImage(project: Project, service: ServiceSpec): string {
  const { image, switchImage = image } = ingressOptions(project, service);
  return switchImage;
}

/**
 * Whether an ingress was made of an image: a lock file gives the same one another name.
 *
 * @param current what the engine has under that name. Absent: nothing yet
 */
export const isMadeOf = (
  { image, imageId }: Pick<ObservedContainer, 'image' | 'imageId'>,
  wanted: string,
  current: ImageId | undefined,
): boolean => (current === undefined ? image === wanted : imageId === current);

/** Whether a container was made to stand behind an ingress. */
export const isBehindIngress = (labels: Readonly<Record<string, string>>): boolean =>
  !(LABEL.ingress in labels) && (labels[LABEL.configHash]?.endsWith(INGRESS_SUFFIX) ?? false);

/** What holds connections to services while they are restarted. */
export const imagesOfHandovers = (project: Project): readonly string[] => [
  ...new Set(
    [...project.services.values()]
      .filter(({ extensions }) => asksForHandover(extensions.get('x-gantry')))
      .map((service) => holdImage(project, service)),
  ),
];

/**
 * The images that decide about the project, those of its ingresses and of what holds connections too, each once, in order.
 *
 * @param noGap connections to all services may be held
 */
export function allImages(project: Project, noGap = false): readonly string[] {
  const ingresses = [...project.services.values()].flatMap((service) => {
    const isWanted = wantsIngress(project, service);
    const mayHold = isWanted || noGap || asksForHandover(service.extensions.get('x-gantry'));
    return [
      ...(isWanted ? [ingressOptions(project, service).image] : []),
      ...(mayHold && publishesPorts(service) ? [holdImage(project, service)] : []),
    ];
  });
  return [...new Set([...imageReferences(project), ...ingresses])].sort();
}
