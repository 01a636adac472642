import { isAbsolute } from 'node:path';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Changes } from '../../reach/changes.ts';
import type { Revision } from '../../reach/find-affected.ts';
import type { LoadRequest } from '../../spec/files/load-request.ts';
import type { LoadDetails, LoadedProject } from '../../spec/load/load-project.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import { BaseFiles } from '../git/base-files.ts';
import type { GitChange } from '../git/changes-since.ts';
import { type Base, type Clone, NotToTell } from '../git/find-base.ts';
import type { RealPaths } from '../git/real-paths.ts';
import { AskedVariables } from '../instances/asked-variables.ts';

/** Both revisions are read, and most of their files are the same. What cannot be read is an error each time. */
export function readOnce(files: FilePort): FilePort {
  const known = new Map<string, string | undefined>();
  return {
    read(path) {
      if (!known.has(path)) known.set(path, files.read(path));
      return known.get(path);
    },
    isDirectory: (path) => files.isDirectory(path),
    list: (path) => files.list?.(path) ?? [],
    readStdin: () => files.readStdin(),
    get homeDir() {
      return files.homeDir;
    },
  };
}

/** Notes which paths somebody asks for. */
class NotedFiles implements FilePort {
  readonly #files: FilePort;
  readonly read: FilePort['read'];
  readonly isDirectory: FilePort['isDirectory'];
  /** Every path that was asked for, whether there was something or not. */
  readonly asked = new Set<string>();

  constructor(files: FilePort) {
    this.#files = files;
    this.read = (path) => {
      this.asked.add(path);
      return files.read(path);
    };
    this.isDirectory = (path) => {
      this.asked.add(path);
      return files.isDirectory(path);
    };
  }

  list(path: string): readonly string[] {
    return this.#files.list?.(path) ?? [];
  }

  readStdin(): string {
    return this.#files.readStdin();
  }

  get homeDir(): string {
    return this.#files.homeDir;
  }
}

export interface Loaded extends LoadedProject {
  readonly details: LoadDetails;
  /** What loading asked for. */
  readonly asked: ReadonlySet<string>;
}

/** With the ports of the files in what they ask for of these: no engine is asked. Error: SpecError. */
export async function loadNoting(request: LoadRequest, files: FilePort): Promise<Loaded> {
  const { loadWithDetails } = await import('../../spec/load/load-project.ts');
  const noted = new NotedFiles(files);
  const ports = new AskedVariables();
  const first = await loadWithDetails(request, noted, { offer: ports.offer });
  if (ports.isEmpty) return { ...first, asked: noted.asked };
  const { allServices, portVariables } = await import('../instances/port-variables.ts');
  const values = portVariables(allServices(first.project), 'localhost');
  const loaded = await loadWithDetails(request, noted, { offer: (name) => values.get(name) });
  return { ...loaded, asked: noted.asked };
}

interface Around {
  readonly clone: Clone;
  readonly base: Base;
  readonly changes: Changes<GitChange>;
  readonly paths: RealPaths;
  readonly files: FilePort;
}

/** The project of the base. Where no file has changed that loading asks for, it is the one of now. Error: NotToTell */
export async function loadBase(now: Loaded, request: LoadRequest, around: Around): Promise<Loaded> {
  const { changes, paths } = around;
  const hasChanged = [...now.asked].some((path) => paths.of(path).some((real) => changes.touch(real)));
  if (!hasChanged) return now;
  const before = new BaseFiles({ ...around, now: around.files });
  try {
    // What the rules say of the base is no news.
    const options = { ...request.options, checkConsistency: false };
    return await loadNoting({ ...request, options }, before);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const first = error.problems.find(({ severity }) => severity === 'error');
    throw new NotToTell(
      `the Compose files of ${around.base.asked} cannot be read: ${first?.message ?? error.message}`,
    );
  }
}

/** The texts of a revision, each read once. What is no text is none. */
export function textsOf(project: Revision['project'], files: FilePort): Revision {
  const known = new Map<string, string | undefined>();
  return {
    project,
    read(path) {
      if (!isAbsolute(path)) return undefined;
      if (!known.has(path)) known.set(path, textOf(path, files));
      return known.get(path);
    },
  };
}

function textOf(path: string, files: FilePort): string | undefined {
  try {
    return files.read(path);
  } catch {
    return undefined;
  }
}
