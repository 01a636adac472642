import { createHash } from 'node:crypto';
import { InternalError } from '../../diagnostics/internal-error.ts';
import type { HashedFiles, HashedText } from '../../model/container-ref.ts';
import type { InjectedFile } from '../../model/injected-file.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
import { type CopiedFile, trackedFiles } from './injected-files.ts';
import { peerOf, standIn, volumesFromPeer } from './peer-references.ts';

const BEFORE_NAMES = ':';
const BETWEEN_NAMES = ',';

/** As the version of docker compose writes services down whose labels we write, or as today's does. */
export type HashForm = Parameters<NonNullable<Project['describe']>>[1];

interface Known extends HashedText {
  /** The hash itself, where no other container is part of it. */
  hash?: string;
}

/** Of the services of a project, in either form: planning asks for each of them several times. */
const known = new WeakMap<Project, Readonly<Record<HashForm, Map<ServiceSpec, Known>>>>();

/**
 * What docker compose hashes of a service, and what it leaves out: the content of files that are put into the
 * container. Ids of other containers are part of it; in the text, stand-ins have their places.
 *
 * Error: UserError as `copiedFiles`.
 */
export function hashedOf(project: Project, service: ServiceSpec, form: HashForm = '2.26'): HashedText {
  return knownOf(project, service, form);
}

/** @param idOf the container that lends its namespace or volumes; undefined: there is none */
export function hashOf(
  project: Project,
  service: ServiceSpec,
  idOf: (service: string) => string | undefined,
  form: HashForm = '2.26',
): string {
  const hashed = knownOf(project, service, form);
  if (hashed.hash !== undefined) return hashed.hash;
  const ids = peersOf(service).map((peer) => [standIn(peer), idOf(peer) ?? ''] as const);
  const hash = configHash(hashed, ids);
  if (ids.length === 0) hashed.hash = hash;
  return hash;
}

/** As docker compose has it, who does not look at the content of files. */
export const plainHashOf = (
  project: Project,
  service: ServiceSpec,
  idOf: (service: string) => string | undefined,
  form: HashForm,
): string => {
  const { text } = knownOf(project, service, form);
  return configHash(
    { text },
    peersOf(service).map((peer) => [standIn(peer), idOf(peer) ?? ''] as const),
  );
};

/**
 * The hash as far as the files tell it: where ids of other containers will be, it has what is written.
 *
 * Error: UserError as `copiedFiles`.
 */
export function writtenHash(project: Project, service: ServiceSpec): string {
  const { text, files } = knownOf(project, service, '2.26');
  const written = peersOf(service).length === 0 ? text : describe(project, service, '2.26');
  return configHash({ text: written, ...(files === undefined ? {} : { files }) }, []);
}

/** The value of the label. @param ids what stands in the text, and what belongs there */
export function configHash({ text, files }: HashedText, ids: Iterable<readonly [string, string]>): string {
  let whole = text;
  for (const [stand, id] of ids) whole = whole.replaceAll(stand, id);
  const hash = sha256(whole);
  return files === undefined ? hash : `${sha256(`${hash} ${files.hash}`)}${BEFORE_NAMES}${files.names}`;
}

/** Where only the hash is asked for: containers may have been made before there were names behind it. */
export const withoutNames = (label: string): string => label.split(BEFORE_NAMES, 1).join();

/** The names of the files that were put into a container, by the value of its label. */
export function copiedNames(label: string | undefined): readonly string[] {
  const at = label?.indexOf(BEFORE_NAMES) ?? -1;
  return label === undefined || at < 0 ? [] : label.slice(at + 1).split(BETWEEN_NAMES);
}

/** As it stands in the label: `configs/etc/site`. */
export const nameInLabel = ({ kind, path }: Pick<CopiedFile, 'kind' | 'path'>): string =>
  `${kind}s${path.replaceAll('%', '%25').replaceAll(BETWEEN_NAMES, '%2C')}`;

function knownOf(project: Project, service: ServiceSpec, form: HashForm): Known {
  const ofProject = known.get(project) ?? { '2.26': new Map(), today: new Map() };
  known.set(project, ofProject);
  const before = ofProject[form].get(service);
  if (before) return before;
  const files = trackedFiles(project, service);
  const hashed: Known = {
    text: describe(project, withPlaceholders(service), form),
    ...(files.length > 0 ? { files: hashedFiles(files) } : {}),
  };
  ofProject[form].set(service, hashed);
  return hashed;
}

function describe({ describe, defaultPlatform }: Project, service: ServiceSpec, form: HashForm): string {
  if (!describe) throw new InternalError(`nothing is known of service ${service.name} but its name`);
  return describe(service, form, defaultPlatform);
}

/** As docker compose resolves references before it hashes: bare ids, without the mode of `volumes_from`. */
function withPlaceholders(service: ServiceSpec): ServiceSpec {
  if (peersOf(service).length === 0 && service.volumesFrom.length === 0) return service;
  const namespace = (mode: string | undefined): string | undefined => {
    const peer = peerOf(mode);
    return peer === undefined ? mode : `container:${standIn(peer)}`;
  };
  return defined<ServiceSpec>({
    ...service,
    networkMode: namespace(service.networkMode),
    ipc: namespace(service.ipc),
    pid: namespace(service.pid),
    volumesFrom: service.volumesFrom.map((entry) => {
      const peer = volumesFromPeer(entry);
      return peer === undefined ? (entry.split(':')[1] ?? entry) : standIn(peer);
    }),
  });
}

function peersOf({ networkMode, ipc, pid, volumesFrom }: ServiceSpec): readonly string[] {
  const peers = [...[networkMode, ipc, pid].map(peerOf), ...volumesFrom.map(volumesFromPeer)];
  return peers.filter((peer) => peer !== undefined);
}

const hashedFiles = (files: readonly CopiedFile[]): HashedFiles => ({
  hash: sha256(files.map(fileText).join('\n')),
  names: files.map(nameInLabel).join(BETWEEN_NAMES),
});

const fileText = ({ path, content, mode, uid, gid }: InjectedFile): string =>
  `${path} ${mode} ${uid} ${gid} ${sha256(content.reveal())}`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
