import { createHash } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../util/make-folder.ts';
import { readRegular } from '../../util/read-regular.ts';
import { stateFolder } from '../../util/state-folder.ts';
import { VERSION } from '../context/version.ts';

/** One for each project on each engine. */
export interface RecordPlace {
  readonly environment: ReadonlyMap<string, string>;
  readonly endpoint: string;
  readonly project: string;
}

/** The first line of a record: who looks whether it is up to date reads no more. */
interface RecordHead {
  /** The release that wrote it. The model of a project may be another one in another release. */
  readonly gantry: string;
  /** For its seals: 64 hexadecimal digits. */
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  /** By service: the hash of what it was applied as, sealed. */
  readonly services: Readonly<Record<string, string>>;
}

export interface AppliedRecord {
  readonly head: RecordHead;
  /** A project, sealed, as JSON. */
  readonly body: string;
}

/** @returns undefined: nothing was applied from here, or it cannot be read, or another release wrote it. */
export function readRecord(place: RecordPlace): AppliedRecord | undefined {
  try {
    const text = readRegular(pathOf(place)).toString('utf8');
    const end = text.indexOf('\n');
    const head: RecordHead = JSON.parse(text.slice(0, end));
    return head.gantry === VERSION ? { head, body: text.slice(end + 1) } : undefined;
  } catch {
    return undefined;
  }
}

/** A home that cannot be written to is no reason to fail: the labels of containers tell which files they came from. */
export function writeRecord(place: RecordPlace, { head, body }: AppliedRecord): void {
  const path = pathOf(place);
  const unfinished = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path), { mode: 0o700 });
    writeFileSync(unfinished, `${JSON.stringify(head)}\n${body}\n`, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch {
    remove(unfinished);
  }
}

/** One that cannot be removed is read as what it is: what was last applied. */
export function removeRecord(place: RecordPlace): void {
  remove(pathOf(place));
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be removed nothing could be written either.
  }
}

function pathOf({ environment, endpoint, project }: RecordPlace): string {
  const engine = createHash('sha256').update(endpoint).digest('hex').slice(0, 12);
  return join(stateFolder(environment), 'applied', `${project}.${engine}`);
}
