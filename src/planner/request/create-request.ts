import type { HashedText } from '../../model/container-ref.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { defined } from '../../util/defined.ts';
import { type HashForm, hashedOf, hashOf, plainHashOf, withoutNames } from './config-hash.ts';
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

/** A container as the project wants it. */
export interface DesiredContainer {
  readonly name: string;
  readonly service: ServiceSpec;
  readonly replica: number;
  readonly image: string;
  /** Names of the networks that it joins, the primary one first. */
  readonly networks: readonly string[];
  readonly mounts: readonly ListedMount[];
  /** Files of this machine that are put into it, by where they are in it: one may have them mounted as well. */
  readonly copies: ReadonlyMap<string, string>;
  /**
   * Made when it is first asked for: of a container that has the right hash nobody needs it. Complete but for what is
   * only known when it is sent: the label with the image's id, inherited volumes, and the ids that `references` stand
   * for.
   */
  readonly request: ContainerRequest;
  readonly references: readonly PeerReference[];
  /** What the hash is made of, when ids of other containers are part of it. */
  readonly hashed?: HashedText;
  /** Whether a label says that a container was made for this. @param service as it may have been, if not as it is */
  readonly matchesHash: (label: string | undefined, service?: ServiceSpec) => boolean;
  /** Whether docker compose made a container for this, which does not look at the content of files. */
  readonly matchesComposeHash: (label: string | undefined) => boolean;
}

/**
 * What a service asks the engine for, as docker compose asks for it.
 *
 * @param idOf the container that lends its namespace or volumes now; undefined: there is none yet
 */
export function createRequest(
  project: Project,
  service: ServiceSpec,
  replica: number,
  numbersOf: NumbersOf,
  idOf: (service: string) => string | undefined = () => undefined,
): DesiredContainer {
  const name = containerName(project, service, replica);
  const references = peerReferences(service);
  const known = project.knownHashes?.get(service.name);
  let made: ContainerRequest | undefined;
  return {
    name,
    service,
    replica,
    image: imageReference(project, service),
    networks: networksByPriority(service).map((key) => networkName(project, key)),
    get mounts() {
      return listedMounts(project, service);
    },
    get copies() {
      const files = copiedFiles(project, service);
      return new Map(files.flatMap(({ path, source }) => (source === undefined ? [] : [[path, source]])));
    },
    get request() {
      made ??= makeRequest(project, service, replica, { name, numbersOf, idOf });
      return made;
    },
    references,
    ...(references.length > 0 ? { hashed: hashedOf(project, service) } : {}),
    matchesHash(label, asIt = service) {
      if (label === undefined) return false;
      const isLabel = (hash: string): boolean => withoutNames(hash) === withoutNames(label);
      if (known) return asIt === service && known.ours.some(isLabel);
      return FORMS.some((form) => isLabel(hashOf(project, asIt, idOf, form)));
    },
    matchesComposeHash(label) {
      if (known) return label !== undefined && known.theirs.includes(label);
      return FORMS.some((form) => label === plainHashOf(project, service, idOf, form));
    },
  };
}

/** What docker compose 5 made is as good as what its version 2.26 did: in either form nothing has changed. */
const FORMS: readonly HashForm[] = ['2.26', 'today'];

interface RequestContext {
  readonly name: string;
  readonly numbersOf: NumbersOf;
  readonly idOf: (service: string) => string | undefined;
}

function makeRequest(
  project: Project,
  service: ServiceSpec,
  replica: number,
  { name, numbersOf, idOf }: RequestContext,
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
    Labels: {
      ...containerLabels(project, service, replica),
      [LABEL.configHash]: hashOf(project, service, idOf),
    },
    StopSignal: service.stopSignal,
    StopTimeout: service.stopGraceMs === undefined ? undefined : Math.floor(service.stopGraceMs / 1000),
    HostConfig: hostConfig(project, service, links),
    NetworkingConfig: { EndpointsConfig: endpoints(project, service, name, links) },
  });
}

/** A name without a value removes the variable that the image sets. */
const environment = ({ proxies = new Map() }: Project, service: ServiceSpec): readonly string[] =>
  byKey(new Map<string, string | null>([...proxies, ...service.environment])).map(([name, value]) =>
    value === null ? name : `${name}=${value}`,
  );
