import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import type { Scene } from '../snapshot/up-context.ts';
import { hasSameRequest } from './diff-container.ts';
import { sharesUnlisted } from './foreign-containers.ts';

/** Whether the hash and the lists do not settle if a container is as it should be. */
export const isDoubtful = (scene: Scene, service: ServiceSpec, container: ObservedContainer): boolean =>
  scene.intent.verify === true ||
  scene.observed.updated?.has(container.id) === true ||
  hasSeccompProfile(scene.project, service) ||
  sharesUnlisted(service, scene.observed.outsiders ?? new Map()) ||
  isLinkedToRenamed(scene, service) ||
  !hasSameRequest(container, scene.want(service, numberOf(container)));

/** The hash has its path; what is in it only the container tells. */
const hasSeccompProfile = ({ seccompProfiles }: Project, { securityOpt }: ServiceSpec): boolean =>
  seccompProfiles !== undefined && securityOpt.some((option) => seccompProfiles.has(option));

/** A link is by the name that the other container had. */
function isLinkedToRenamed(scene: Scene, { links }: ServiceSpec): boolean {
  return links.some((link) => {
    const peer = scene.project.services.get(link.split(':')[0] ?? '');
    return (
      peer !== undefined &&
      scene.occupants(peer).current.some((other) => other.name !== scene.want(peer, numberOf(other)).name)
    );
  });
}
