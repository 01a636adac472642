import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { hasSameRequest } from './diff-container.ts';
import { sharesForeignIpcOrPid } from './foreign-containers.ts';

/** Whether the hash and the lists do not settle if a container is as it should be. */
export const needsInspection = (
  context: UpContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean =>
  context.intent.verify === true ||
  context.observed.updated?.has(container.id) === true ||
  hasSeccompProfile(context.project, service) ||
  sharesForeignIpcOrPid(service, context.observed.foreignContainers ?? new Map()) ||
  isLinkedToRenamed(context, service) ||
  !hasSameRequest(container, context.desired(service, numberOf(container)));

/** The hash has its path; what is in it only the container tells. */
const hasSeccompProfile = ({ seccompProfiles }: Project, { securityOpt }: ServiceSpec): boolean =>
  seccompProfiles !== undefined && securityOpt.some((option) => seccompProfiles.has(option));

/** A link is by the name that the other container had. */
function isLinkedToRenamed(context: UpContext, { links }: ServiceSpec): boolean {
  return links.some((link) => {
    const peer = context.project.services.get(link.split(':')[0] ?? '');
    return (
      peer !== undefined &&
      context
        .containersOf(peer)
        .current.some((other) => other.name !== context.desired(peer, numberOf(other)).name)
    );
  });
}
