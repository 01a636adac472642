import type { ContainerRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { passingLabels } from '../request/labels.ts';
import { nameIn } from '../request/names.ts';

export const holdName = (project: Project, service: ServiceSpec): string =>
  nameIn(project, service.name, 'hold');

/**
 * The helper that lets new connections wait. It has the host's network and may change its packet filter, and nothing else. It takes the
 * rules from its input, and ends with that, or after its time. The engine removes it when it ends.
 *
 * It comes with the containers of the project. Without the name of a service and its hash nobody takes it for one of them.
 */
export const holdRequest = (project: Project, image: string, limitSeconds: number): ContainerRequest => ({
  Image: image,
  User: '0:0',
  OpenStdin: true,
  StdinOnce: true,
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
  Entrypoint: ['timeout'],
  Cmd: [String(limitSeconds), 'nft', '-i'],
  Healthcheck: { Test: ['NONE'] },
  Labels: { ...passingLabels(project), [LABEL.hold]: project.name },
  HostConfig: {
    AutoRemove: true,
    CapDrop: ['ALL'],
    CapAdd: ['NET_ADMIN'],
    SecurityOpt: ['no-new-privileges:true'],
    NetworkMode: 'host',
    // The root of another user namespace may not touch the packet filter of the host.
    UsernsMode: 'host',
    LogConfig: { Type: 'none', Config: {} },
  },
  NetworkingConfig: { EndpointsConfig: {} },
});
