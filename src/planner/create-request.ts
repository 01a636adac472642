import type { ContainerRequest } from '../model/container-request.ts';
import type { Project, ServiceSpec } from '../model/project.ts';
import { byKey } from '../util/by-key.ts';
import { defined } from '../util/defined.ts';
import { endpoints } from './endpoints.ts';
import { healthcheck } from './healthcheck.ts';
import { hostConfig } from './host-config.ts';
import { imageReference } from './image-references.ts';
import { containerLabels } from './labels.ts';
import { linkTexts, type NumbersOf } from './links.ts';
import { containerName } from './names.ts';
import { notEmpty } from './not-empty.ts';
import { type PeerReference, peerReferences } from './peer-references.ts';
import { exposedPorts } from './port-bindings.ts';
import { withHash } from './request-hash.ts';

/** A container as the project wants it. */
export interface WantedContainer {
  readonly name: string;
  readonly service: ServiceSpec;
  readonly replica: number;
  /**
   * Complete but for what is only known when it is sent, and which its hash therefore does not cover: the label
   * with the image's id (`com.docker.compose.image`), inherited volumes, and the ids that `references` stand for.
   */
  readonly request: ContainerRequest;
  readonly references: readonly PeerReference[];
}

/** What a service asks the engine for, as docker compose asks for it. */
export function createRequest(
  project: Project,
  service: ServiceSpec,
  replica: number,
  numbersOf: NumbersOf,
): WantedContainer {
  const name = containerName(project, service, replica);
  const links = linkTexts(project, service, numbersOf);
  const references = peerReferences(service);
  const request = defined<ContainerRequest>({
    Image: imageReference(project, service),
    Hostname: service.hostname,
    Domainname: service.domainname,
    User: service.user,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: exposedPorts(service),
    Tty: service.tty || undefined,
    OpenStdin: service.stdinOpen || undefined,
    Env: notEmpty(environment(service)),
    Cmd: service.command,
    Healthcheck: healthcheck(service),
    WorkingDir: service.workingDir,
    Entrypoint: service.entrypoint,
    NetworkDisabled: service.networkMode === 'disabled' || undefined,
    Labels: containerLabels(project, service, replica),
    StopSignal: service.stopSignal,
    StopTimeout: service.stopGraceMs === undefined ? undefined : Math.floor(service.stopGraceMs / 1000),
    HostConfig: hostConfig(project, service, links),
    NetworkingConfig: { EndpointsConfig: endpoints(project, service, name, links) },
  });
  const more = { references, platform: service.platform };
  return { name, service, replica, request: withHash(request, more), references };
}

/** A name without a value removes the variable that the image sets. */
const environment = (service: ServiceSpec): readonly string[] =>
  byKey(service.environment).map(([name, value]) => (value === null ? name : `${name}=${value}`));
