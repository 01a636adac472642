import { createHash } from 'node:crypto';
import { isAlive } from '../../model/container-state.ts';
import { fileBytes } from '../../model/file-bytes.ts';
import type { InjectedFile } from '../../model/injected-file.ts';
import type { Inspection, LiveFile, ObservedContainer } from '../../model/observed.ts';
import type { OnChange } from '../../model/on-change.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { FileContent } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { copiedNames, hashIn, nameInLabel } from '../request/config-hash.ts';
import { type DesiredContainer, type HashContext, matchesComposeHash } from '../request/create-request.ts';
import { bareFile, type CopiedFile, copiedFiles } from '../request/injected-files.ts';
import { type UsedFile, usedFiles } from '../request/mounted-files.ts';
import { change } from './change.ts';

/** A secret or config that a container does not have as the files say, and what is to be done about it. */
export interface ChangedFile {
  readonly field: FieldChange;
  readonly remedy: Exclude<OnChange, { kind: 'ignore' }>;
  /** What is put into the container; absent: it is mounted, and a restart mounts the new one. */
  readonly file?: InjectedFile;
}

/** The paths that have to be read in a container whose hash does not settle what is copied into it. */
export const filesToRead = (project: Project, service: ServiceSpec): readonly string[] =>
  copiedFiles(project, service).map(({ path }) => path);

/**
 * Whether a file that is mounted may not be the one that is there now: many editors put a new file in the place of the
 * old one, which stays mounted until the container is started again. Only an inspection tells when that was.
 */
export const mayMountStale = (project: Project, service: ServiceSpec, have: ObservedContainer): boolean =>
  isAlive(have) && usedFiles(project, service).some((file) => isNewerThan(file, have.createdAt * 1000));

/** What the inspection tells; nothing of what it was not asked for. */
export function changedFiles(
  context: HashContext,
  have: ObservedContainer,
  desired: DesiredContainer,
  inspection: Inspection | undefined,
): readonly ChangedFile[] {
  if (!inspection) return [];
  const { container, files: live } = inspection;
  const { project } = context;
  const isTheirs = matchesComposeHash(context, desired, have.labels);
  const copied = copiedFiles(project, desired.service).flatMap((file) => {
    if (!live) return [];
    const there = live.get(file.path);
    if (isMounted(file, have) && file.onChange.kind !== 'ignore')
      return changesOfMounted(file, there, isTheirs);
    // One that has never run gets its files when it is started.
    return have.state === 'created' ? [] : changesOfCopied(file, there);
  });
  const names = new Set(copiedFiles(project, desired.service).map(nameInLabel));
  const left = copiedNames(hashIn(have.labels)).filter((name) => !names.has(name));
  const startedAtMs = Date.parse(container.startedAt);
  const mounted = usedFiles(project, desired.service).filter((file) => isNewerThan(file, startedAtMs));
  return [...copied, ...left.map(removedFile), ...(isAlive(have) ? mounted.map(remount) : [])];
}

/** What is told of them: a secret that is used twice changed once. */
export function fieldsOf(changes: readonly ChangedFile[]): readonly FieldChange[] {
  const fields = new Map(changes.map(({ field }) => [JSON.stringify(field), field]));
  return [...fields.values()];
}

function changesOfCopied(file: CopiedFile, live: LiveFile | undefined): readonly ChangedFile[] {
  const remedy = file.onChange;
  const name = nameOf(file.kind, file.key);
  const content = change(`${name}.content`, undefined, undefined);
  // Only a change can be ignored: what was never there has to get there.
  if (remedy.kind === 'ignore') return live ? [] : [{ field: content, remedy: { kind: 'recreate' } }];
  const fields = [
    ...(live?.sha256 === hashOf(file) ? [] : [content]),
    ...(live ? changedAttributes(name, live, file) : []),
  ];
  return fields.map((field) => ({ field, remedy, file: bareFile(file) }));
}

/**
 * The container has the file mounted that is to be copied now. What docker compose made is taken as it is, since it
 * knows no way to honour an owner or a mode here.
 */
function changesOfMounted(
  file: CopiedFile,
  live: LiveFile | undefined,
  isTheirs: boolean,
): readonly ChangedFile[] {
  const name = nameOf(file.kind, file.key);
  const fields = file.isWatched
    ? [change(`${name}.x-gantry.on-change`, undefined, wordFor(file.onChange))]
    : live && !isTheirs
      ? changedAttributes(name, live, file)
      : [];
  return fields.map((field) => ({ field, remedy: { kind: 'recreate' } }));
}

/** What was put into a container stays in it, also where the file does not give it to the service any more. */
function removedFile(name: string): ChangedFile {
  const [kind = '', ...path] = name.split('/');
  return { field: change(kind, `/${path.join('/')}`, undefined), remedy: { kind: 'recreate' } };
}

/** Nobody can tell whether the new file has other content: the engine reads the path, and not what the container has mounted. */
const remount = ({ kind, spec }: UsedFile): ChangedFile => ({
  field: {
    field: `${nameOf(kind, spec.key)}.file`,
    how: 'replaced',
    remark: 'the container still sees the former one',
  },
  remedy: { kind: 'restart' },
});

function changedAttributes(name: string, live: LiveFile, want: InjectedFile): readonly FieldChange[] {
  const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
  return [
    ...(live.mode === want.mode ? [] : [change(`${name}.mode`, octal(live.mode), octal(want.mode))]),
    ...(live.uid === want.uid ? [] : [change(`${name}.uid`, String(live.uid), String(want.uid))]),
    ...(live.gid === want.gid ? [] : [change(`${name}.gid`, String(live.gid), String(want.gid))]),
  ];
}

function isNewerThan({ spec, isCopied, onChange }: UsedFile, timeMs: number): boolean {
  if (isCopied || onChange?.kind === 'ignore' || spec.from.kind !== 'file') return false;
  return spec.from.found !== undefined && spec.from.found.madeAtMs > timeMs;
}

const isMounted = ({ path, source }: CopiedFile, { mounts }: ObservedContainer): boolean =>
  source !== undefined && mounts.some((mount) => mount.target === path && mount.source === source);

/** In the words of the Compose file. */
const nameOf = (kind: UsedFile['kind'], key: string): string => `${kind}s.${key}`;

const wordFor = (onChange: OnChange): string =>
  onChange.kind === 'signal' ? onChange.signal : onChange.kind;

const hashOf = (file: FileContent): string => createHash('sha256').update(fileBytes(file)).digest('hex');
