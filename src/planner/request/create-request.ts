import type { ContainerRequest } from '../../model/container-request.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { HashForm, Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { defined } from '../../util/defined.ts';
import { withoutNames } from './config-hash.ts';
import { endpoints, networkName, networksByPriority } from './endpoints.ts';
import { healthcheck } from './healthcheck.ts';
import { hostConfig } from './host-config.ts';
import { imageReference } from './image-references.ts';
import { copiedFiles } from './injected-files.ts';
import { containerLabels } from './labels.ts';
import { linkTexts, type NumbersOf } from './links.ts';
import { type ListedMount, listedMounts } from './mounts.ts';
import { containerName } from './names.ts';
import { notEmpty } from './not-empty.ts';
import { type PeerReference, peerReferences } from './peer-references.ts';
import { exposedPorts } from './port-bindings.ts';
import type { ServiceHashes } from './service-hashes.ts';

/** A container as the project wants it, as far as that costs nothing to tell. */
export interface DesiredContainer {
  readonly name: string;
  readonly service: ServiceSpec;
  readonly replica: number;
  readonly image: string;
  /** Names of the networks that it joins, the primary one first. */
  readonly networks: readonly string[];
  readonly mounts: readonly ListedMount[];
  readonly references: readonly PeerReference[];
}

/** The same with all that an inspection is compared with. Of a container that has the right hash nobody needs it. */
export interface RequestedContainer extends DesiredContainer {
  /**
   * Complete but for what is only known when it is sent: the label with the image's id, inherited volumes, and the ids
   * that `references` stand for.
   */
  readonly request: ContainerRequest;
  /** Files of this machine that are put into it, by where they are in it: one may have them mounted as well. */
  readonly copies: ReadonlyMap<string, string>;
}

/** What requests are made from beside the service. */
export interface RequestContext {
  readonly project: Project;
  /** The numbers of the containers that a service has or will have. */
  readonly numbersOf: NumbersOf;
}

/** What the hash of a container is made from beside the service. */
export interface HashContext {
  readonly project: Project;
  readonly hashes: ServiceHashes;
  /** The container that lends its namespace or volumes now; undefined: there is none yet. */
  readonly idOf: (service: string) => ContainerId | undefined;
}

export const desiredContainer = (
  project: Project,
  service: ServiceSpec,
  replica: number,
): DesiredContainer => ({
  name: containerName(project, service, replica),
  service,
  replica,
  image: imageReference(project, service),
  networks: networksByPriority(service).map((key) => networkName(project, key)),
  mounts: listedMounts(project, service),
  references: peerReferences(service),
});

/**
 * What a service asks the engine for, as docker compose asks for it.
 *
 * Error: UserError as `copiedFiles`.
 */
export function requestContainer(
  context: RequestContext & HashContext,
  desired: DesiredContainer,
): RequestedContainer {
  const { project, hashes, idOf } = context;
  const request = createRequest(context, desired);
  const files = copiedFiles(project, desired.service);
  return {
    ...desired,
    request: {
      ...request,
      Labels: { ...request.Labels, ...hashes.labelsOf(desired.service, idOf) },
    },
    copies: new Map(files.flatMap(({ path, source }) => (source === undefined ? [] : [[path, source]]))),
  };
}

/** docker compose 5 made it: as good as what its version 2.26 made, since in either form nothing has changed. */
const FORMS: readonly HashForm[] = ['2.26', 'today'];

/** Whether a hash (`hashIn`) says that a container was made for this. @param service as it may have been, if not as it is */
export function matchesHash(
  { project, hashes, idOf }: HashContext,
  desired: DesiredContainer,
  label: string | undefined,
  service: ServiceSpec = desired.service,
): boolean {
  if (label === undefined) return false;
  const isLabel = (hash: string): boolean => withoutNames(hash) === withoutNames(label);
  const known = project.knownHashes?.get(desired.service.name);
  if (known) return service === desired.service && known.ours.some(isLabel);
  return FORMS.some((form) => isLabel(hashes.hashOf(service, idOf, form)));
}

/** Whether docker compose made a container for this, which does not look at the content of files. */
export function matchesComposeHash(
  { project, hashes, idOf }: HashContext,
  { service }: DesiredContainer,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (labels[LABEL.filesHash] !== undefined) return false;
  const label = labels[LABEL.configHash];
  const known = project.knownHashes?.get(service.name);
  if (known) return label !== undefined && known.theirs.includes(label);
  return FORMS.some((form) => label === hashes.plainHashOf(service, idOf, form));
}

/** Without the hash among its labels: of a container that is made for something else than the service. */
export function createRequest(
  { project, numbersOf }: RequestContext,
  { name, service, replica }: DesiredContainer,
): ContainerRequest {
  const links = linkTexts(project, service, numbersOf);
  return defined<ContainerRequest>({
    Image: imageReference(project, service),
    Hostname: service.hostname,
    Domainname: service.domainname,
    User: service.user,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: exposedPorts(service),
    Tty: service.tty || undefined,
    OpenStdin: service.stdinOpen || undefined,
    Env: notEmpty(environment(project, service)),
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
}

/** By name. One without a value removes the variable that the image sets. */
export const environment = ({ proxies = new Map() }: Project, service: ServiceSpec): readonly string[] =>
  byKey(new Map<string, string | null>([...proxies, ...service.environment])).map(([name, value]) =>
    value === null ? name : `${name}=${value}`,
  );
