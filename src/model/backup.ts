import { UserError } from '../diagnostics/user-error.ts';
import type { ContainerRef } from './container-ref.ts';
import type { VolumeRequest } from './container-request.ts';
import type { ContainerId } from './ids.ts';
import { isJsonMap, type Json, type JsonMap } from './json.ts';

/** The first entry of a backup: what is in it. */
export interface BackupManifest {
  readonly version: 1;
  readonly project: string;
  /** ISO 8601, by the clock of the machine that made it. */
  readonly madeAt: string;
  readonly madeBy: string;
  readonly parts: readonly BackupPart[];
}

/** What a volume has, or what a command in a container of a service wrote. Its entries are below its folder. */
export type BackupPart =
  | {
      readonly kind: 'volume';
      readonly folder: string;
      /** On the engine. */
      readonly name: string;
      /** With which it was made: those of docker compose say whose it is. */
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'dump'; readonly folder: string; readonly service: string };

/** Where a part is in the archive, without its compression. */
export interface BackupSection {
  readonly folder: string;
  readonly offset: number;
  readonly bytes: number;
  /** Of these bytes: names, kinds, owners, modes, times, links and contents of all files. */
  readonly sha256: string;
}

/** A backup that is to be made: whole under its name, or not at all. */
export interface BackupOrder {
  /** Absolute path on this machine; `-`: standard output. */
  readonly to: string;
  /** Instead of a file that is there. */
  readonly replaces: boolean;
  readonly compression: 'zstd' | 'gzip' | 'none';
  readonly manifest: BackupManifest;
  readonly volumes: readonly BackedUpVolume[];
  readonly dumps: readonly Dump[];
}

export interface BackedUpVolume {
  readonly folder: string;
  readonly name: string;
  /** Where the engine keeps its files, on its machine. Absent: not known. */
  readonly sourceFolder?: string;
  readonly sizeBytes?: number;
  /** Somebody may write meanwhile: `nobody` fails when somebody does, `paused` puts up with those that are paused. */
  readonly writers: 'nobody' | 'paused' | 'any';
}

/** A command whose output is a backup. */
export interface Dump {
  readonly folder: string;
  readonly service: string;
  readonly container: ContainerId;
  readonly name: string;
  readonly command: readonly string[];
}

/** Where a part of a backup is. */
interface InBackup {
  /** Absolute path on this machine. */
  readonly from: string;
  readonly section: BackupSection;
}

/** A volume that is made of a part of a backup: whole, or not at all. */
export interface VolumeRestore extends InBackup {
  readonly request: VolumeRequest;
  /** Half a one is there, which is removed first. */
  readonly replacesHalf?: true;
  /** As of a `VolumeCopy`. */
  readonly madeFor?: string;
}

export interface DumpRestore extends InBackup {
  readonly container: ContainerRef;
  readonly name: string;
  readonly command: readonly string[];
}

/** The entries that are about the others. */
export const MANIFEST = 'gantry/backup.json';
export const CHECKSUMS = 'gantry/checksums.json';

/** Pieces of what a command wrote, in order; together they are all of it. */
export const dumpPiece = (folder: string, number: number): string =>
  `${folder}/${String(number).padStart(6, '0')}`;

/** A folder of a part: its name, unless that is one that a backup has itself. */
export const folderOf = (name: string): string => (name === 'gantry' ? 'gantry.' : name);

export const badBackup = (path: string, why: string, hint?: string): UserError =>
  new UserError('bad-backup', `the backup ${path} is refused: ${why}`, { hint });

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Error: UserError `bad-backup` for what no `backup` writes. */
export function readManifest(path: string, text: string): BackupManifest {
  const json = parse(path, text);
  if (json.version !== 1)
    throw badBackup(
      path,
      `its version is ${JSON.stringify(json.version ?? null)}, and this gantry reads 1`,
      'take a newer gantry',
    );
  const { project, madeAt, madeBy, parts } = json;
  if (typeof project !== 'string' || typeof madeAt !== 'string' || typeof madeBy !== 'string')
    throw badBackup(path, `${MANIFEST} does not say whose it is`);
  if (!Array.isArray(parts)) throw badBackup(path, `${MANIFEST} has no list of parts`);
  const read = parts.map((part) => readPart(path, part));
  const folders = new Set(read.map(({ folder }) => folder));
  if (folders.size < read.length) throw badBackup(path, 'two parts have the same folder');
  return { version: 1, project, madeAt, madeBy, parts: read };
}

function readPart(path: string, part: Json): BackupPart {
  const wrong = () => badBackup(path, `${MANIFEST} has a part that no backup has`);
  if (!isJsonMap(part)) throw wrong();
  const { kind, folder, name, labels, service } = part;
  if (typeof folder !== 'string' || !NAME.test(folder) || folder === 'gantry') throw wrong();
  if (kind === 'dump' && typeof service === 'string') return { kind, folder, service };
  if (kind !== 'volume' || typeof name !== 'string' || !NAME.test(name)) throw wrong();
  const texts = isJsonMap(labels) ? Object.entries(labels) : [];
  return {
    kind,
    folder,
    name,
    labels: Object.fromEntries(
      texts.flatMap(([label, value]) => (typeof value === 'string' ? [[label, value]] : [])),
    ),
  };
}

/** Error: UserError `bad-backup`. */
export function readSections(path: string, text: string): readonly BackupSection[] {
  const { sections } = parse(path, text);
  if (!Array.isArray(sections)) throw badBackup(path, `${CHECKSUMS} has no list`);
  return sections.map((section) => {
    const { folder, offset, bytes, sha256 } = isJsonMap(section) ? section : {};
    if (
      typeof folder !== 'string' ||
      typeof offset !== 'number' ||
      typeof bytes !== 'number' ||
      typeof sha256 !== 'string'
    )
      throw badBackup(path, `${CHECKSUMS} has something that is no checksum`);
    return { folder, offset, bytes, sha256 };
  });
}

function parse(path: string, text: string): JsonMap {
  try {
    const json: Json = JSON.parse(text);
    if (isJsonMap(json)) return json;
  } catch {
    // Told as what it is for the user.
  }
  throw badBackup(path, 'its lists are damaged');
}

/** What a service says of its backup (`x-gantry: {backup: …}`). */
export interface BackupCommands {
  /** What it writes is the backup of the volumes that the service writes into. */
  readonly command: readonly string[];
  /** Reads that again. Absent: nobody does. */
  readonly restore?: readonly string[];
}

/** Reads a valid `x-gantry` of a service (`rules/backup-is-known.ts` checks it). */
export function backupCommandsOf(gantry: Json | undefined): BackupCommands | undefined {
  const backup = isJsonMap(gantry) ? gantry.backup : undefined;
  if (!isJsonMap(backup)) return undefined;
  const command = wordsOf(backup.command);
  const restore = wordsOf(backup.restore);
  return command && { command, ...(restore && { restore }) };
}

/** A text is one for the shell of the container; a list is a program and its words. @returns undefined for anything else */
export function wordsOf(json: Json | undefined): readonly string[] | undefined {
  if (typeof json === 'string') return json.trim() === '' ? undefined : ['/bin/sh', '-c', json];
  if (!Array.isArray(json) || json.length === 0) return undefined;
  const words = json.filter((word) => typeof word === 'string');
  return words.length === json.length ? words : undefined;
}
