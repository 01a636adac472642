import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { hasSameRequest } from './diff-container.ts';
import { sharesForeignIpcOrPid } from './foreign-containers.ts';

/** Whether the hash and the lists do not settle if a container is as it should be. */
export const needsInspection = (
  scene: UpContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean =>
  scene.intent.verify === true ||
  scene.observed.updated?.has(container.id) === true ||
  hasSeccompProfile(scene.project, service) ||
  sharesForeignIpcOrPid(service, scene.observed.foreignContainers ?? new Map()) ||
  isLinkedToRenamed(scene, service) ||
  !hasSameRequest(container, scene.desired(service, numberOf(container)));

/** The hash has its path; what is in it only the container tells. */
const hasSeccompProfile = ({ seccompProfiles }: Project, { securityOpt }: ServiceSpec): boolean =>
  seccompProfiles !== undefined && securityOpt.some((option) => seccompProfiles.has(option));

/** A link is by the name that the other container had. */
function isLinkedToRenamed(scene: UpContext, { links }: ServiceSpec): boolean {
  return links.some((link) => {
    const peer = scene.project.services.get(link.split(':')[0] ?? '');
    return (
      peer !== undefined &&
      scene
        .containersOf(peer)
        .current.some((other) => other.name !== scene.desired(peer, numberOf(other)).name)
    );
  });
}
