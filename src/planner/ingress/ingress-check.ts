import type { ContainerRequest } from '../../model/container-request.ts';
import type { Datagrams } from '../../model/ingress.ts';
import { LABEL } from '../../model/labels.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { passingLabels } from '../request/labels.ts';
import { checkImage } from './check-image.ts';
import { DATAGRAM_RIGHTS, ingressDatagrams, ingressName, NOBODY } from './ingress-request.ts';

/** Runs the image of an ingress for a moment, as a one-off without a network. */
export function ingressCheck(
  project: Project,
  service: ServiceSpec,
  image: string,
): OperationOf<'check-ingress'> {
  const datagrams = ingressDatagrams(project, service);
  const labels = { ...passingLabels(project), [LABEL.service]: service.name, [LABEL.oneOff]: 'True' };
  const request = imageCheck(image, labels, datagrams);
  return { kind: 'check-ingress', service: service.name, name: ingressName(project, service), request };
}

/** What ends well when an ingress can be made of the image. */
export const imageCheck = (
  image: string,
  labels: Readonly<Record<string, string>>,
  datagrams?: Datagrams,
): ContainerRequest => ({
  Image: image,
  User: datagrams ? DATAGRAM_RIGHTS.User : NOBODY,
  AttachStdout: true,
  AttachStderr: true,
  Entrypoint: ['sh'],
  Cmd: ['-c', checkImage(datagrams)],
  Healthcheck: { Test: ['NONE'] },
  Labels: labels,
  HostConfig: {
    ...(datagrams ? { CapAdd: DATAGRAM_RIGHTS.CapAdd } : {}),
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    NetworkMode: 'none',
    LogConfig: { Type: 'none', Config: {} },
  },
  NetworkingConfig: { EndpointsConfig: {} },
});
