import type { HashedText } from '../../model/container-ref.ts';
import type { DescribeService, HashForm, Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
import { configHash, hashedFiles, hashLabels } from './config-hash.ts';
import { trackedFiles } from './injected-files.ts';
import { peerOf, placeholder, volumesFromPeer } from './peer-references.ts';

interface Known extends HashedText {
  /** The hash itself, where no other container is part of it. */
  hash?: string;
}

/** @returns the id of the container that lends its namespace or volumes; undefined: there is none */
type IdOf = (service: string) => string | undefined;

/**
 * The hashes of the services of a project. They are most of the work of a plan in which nothing changes, and are asked for
 * several times, so each is made once: whoever plans makes one of these, and passes it on.
 */
export class ServiceHashes {
  readonly #project: Project;
  readonly #describe: DescribeService;
  readonly #known: Readonly<Record<HashForm, Map<ServiceSpec, Known>>> = {
    '2.26': new Map(),
    today: new Map(),
  };

  /** @param describe writes down what is hashed of a service */
  constructor(project: Project, describe: DescribeService) {
    this.#project = project;
    this.#describe = describe;
  }

  /**
   * What docker compose hashes of a service, and what it leaves out: the content of files that are put into the
   * container. Ids of other containers are part of it; in the text, placeholders have their places.
   *
   * Error: UserError as `copiedFiles`.
   */
  hashedOf(service: ServiceSpec, form: HashForm = '2.26'): HashedText {
    return this.#knownOf(service, form);
  }

  hashOf(service: ServiceSpec, idOf: IdOf, form: HashForm = '2.26'): string {
    const hashed = this.#knownOf(service, form);
    if (hashed.hash !== undefined) return hashed.hash;
    const ids = idsIn(service, idOf);
    const hash = configHash(hashed, ids);
    if (ids.length === 0) hashed.hash = hash;
    return hash;
  }

  /** What a container that is made for a service is labelled with. */
  labelsOf(service: ServiceSpec, idOf: IdOf): Readonly<Record<string, string>> {
    return hashLabels(this.#knownOf(service, '2.26'), idsIn(service, idOf));
  }

  /** As docker compose has it, who does not look at the content of files. */
  plainHashOf(service: ServiceSpec, idOf: IdOf, form: HashForm): string {
    const { text } = this.#knownOf(service, form);
    return configHash({ text }, idsIn(service, idOf));
  }

  /**
   * docker compose's hash as far as the files tell it: where ids of other containers will be, it has what is written.
   */
  writtenHash(service: ServiceSpec): string {
    return configHash({ text: this.#text(service, '2.26') }, []);
  }

  #knownOf(service: ServiceSpec, form: HashForm): Known {
    const known = this.#known[form];
    const before = known.get(service);
    if (before) return before;
    const files = trackedFiles(this.#project, service);
    const hashed: Known = {
      text: this.#text(withPlaceholders(service), form),
      ...(files.length > 0 ? { files: hashedFiles(files) } : {}),
    };
    known.set(service, hashed);
    return hashed;
  }

  #text(service: ServiceSpec, form: HashForm): string {
    return this.#describe(service, form, this.#project.defaultPlatform);
  }
}

const idsIn = (service: ServiceSpec, idOf: IdOf): readonly (readonly [string, string])[] =>
  peersOf(service).map((peer) => [placeholder(peer), idOf(peer) ?? ''] as const);

/** As docker compose resolves references before it hashes: bare ids, without the mode of `volumes_from`. */
function withPlaceholders(service: ServiceSpec): ServiceSpec {
  if (peersOf(service).length === 0 && service.volumesFrom.length === 0) return service;
  const namespace = (mode: string | undefined): string | undefined => {
    const peer = peerOf(mode);
    return peer === undefined ? mode : `container:${placeholder(peer)}`;
  };
  return defined<ServiceSpec>({
    ...service,
    networkMode: namespace(service.networkMode),
    ipc: namespace(service.ipc),
    pid: namespace(service.pid),
    volumesFrom: service.volumesFrom.map((entry) => {
      const peer = volumesFromPeer(entry);
      return peer === undefined ? (entry.split(':')[1] ?? entry) : placeholder(peer);
    }),
  });
}

function peersOf({ networkMode, ipc, pid, volumesFrom }: ServiceSpec): readonly string[] {
  const peers = [...[networkMode, ipc, pid].map(peerOf), ...volumesFrom.map(volumesFromPeer)];
  return peers.filter((peer) => peer !== undefined);
}
