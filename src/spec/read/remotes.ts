import { relative } from 'node:path';
import { hintText } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isWithin, type RemoteFiles, type RemoteVariable } from '../../model/remote-files.ts';
import { byKey } from '../../util/by-key.ts';
import type { Finding } from '../tree/finding.ts';
import type { FilePort } from './file-port.ts';
import { parseRemote, type RemoteReference, shownReference } from './remote-reference.ts';

/**
 * Brings the files of a reference to this machine. `spec` waits for it between two attempts to read the files, and itself asks nobody.
 *
 * @param folder of the first file of the project; undefined: it is a remote one
 * Error: UserError, when they cannot be had.
 */
export type FetchRemote = (
  reference: RemoteReference,
  written: string,
  folder: string | undefined,
) => Promise<RemoteFiles>;

/** A project that names more is none that a person made. */
const MOST = 100;

/** The remote files that one project names, as far as they have been fetched. */
export class Remotes {
  /** The files of this machine, those of a remote folder with names that people know. */
  readonly files: FilePort;
  readonly #fetch: FetchRemote | undefined;
  readonly #known = new Map<string, RemoteFiles | UserError>();
  readonly #wanted = new Set<string>();
  readonly #variables = new Map<string, RemoteVariable>();
  /** Whether a remote file named something beyond its folder. */
  hasStrayed = false;

  constructor(fetch: FetchRemote | undefined, files: FilePort) {
    this.#fetch = fetch;
    const { list } = files;
    this.files = {
      read: (path) => files.read(path),
      isDirectory: (path) => files.isDirectory(path),
      readStdin: () => files.readStdin(),
      ...(list && { list: (path) => list(path) }),
      nameOf: (path) => this.#nameOf(path),
      get homeDir() {
        return files.homeDir;
      },
    };
  }

  /** @returns undefined when it is yet to be fetched; it is noted. */
  find(reference: string): RemoteFiles | UserError | undefined {
    const known = this.#known.get(reference);
    if (!known) this.#wanted.add(reference);
    return known;
  }

  /** Fetches what `find` did not know. @returns whether there was something. */
  async fetchWanted(folder: string | undefined): Promise<boolean> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    await Promise.all(
      wanted.map(async (reference) => {
        this.#known.set(reference, await this.#fetchOne(reference, folder));
      }),
    );
    return wanted.length > 0;
  }

  async #fetchOne(written: string, folder: string | undefined): Promise<RemoteFiles | UserError> {
    const parsed = parseRemote(written);
    if (!parsed.ok) return new UserError('bad-remote', parsed.message, { hint: parsed.hint });
    if (!this.#fetch)
      return new UserError(
        'bad-remote',
        `${shownReference(written)} is on another machine, and is not fetched here`,
      );
    if (this.#known.size > MOST) return new UserError('bad-remote', 'too many remote files name one another');
    try {
      return await this.#fetch(parsed.reference, written, folder);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
  }

  /** The remote folder that a path leads into; undefined: it is a file of this machine. */
  folderOf(path: string): RemoteFiles | undefined {
    return this.all().find(({ root }) => isWithin(path, root));
  }

  all(): readonly RemoteFiles[] {
    return [...this.#known.values()].flatMap((known) => (known instanceof UserError ? [] : [known]));
  }

  noteVariable({ name, required, defaultValue }: RemoteVariable): void {
    // It tells nothing of the user.
    if (name === 'COMPOSE_PROJECT_NAME') return;
    const known = this.#variables.get(name);
    this.#variables.set(name, {
      name,
      required: required || known?.required === true,
      defaultValue: known?.defaultValue || defaultValue,
    });
  }

  /** The variables of the user that remote files ask for, by name. */
  variables(): readonly RemoteVariable[] {
    return byKey(this.#variables).map(([, variable]) => variable);
  }

  /** The way to look up what a file asks for, which is noted if it is a remote one. */
  noting(path: string, lookup: (name: string) => string | undefined): (name: string) => string | undefined {
    if (!this.folderOf(path)) return lookup;
    return (name) => {
      const value = lookup(name);
      if (value !== undefined) this.noteVariable({ name, required: false, defaultValue: '' });
      return value;
    };
  }

  #nameOf(path: string): string | undefined {
    const folder = this.#known.size === 0 ? undefined : this.folderOf(path);
    return folder && remoteName(folder, path);
  }
}

/** The place is added by whoever knows it. */
export function findingOf({ code, message, hint }: UserError): Finding {
  return { code, severity: 'error', message, ...(hint !== undefined && { hint: hintText(hint) }) };
}

/** `https://host/app.git#main:sub/compose.yaml` */
function remoteName({ kind, reference, pin, root }: RemoteFiles, path: string): string {
  const inside = relative(root, path);
  if (kind === 'oci') return `${reference}/${inside}`;
  const hash = reference.indexOf('#');
  const [url, fragment] = hash < 0 ? [reference, ''] : [reference.slice(0, hash), reference.slice(hash + 1)];
  const [ref] = fragment.split(':', 1);
  return `${url}#${ref || pin.slice(0, 12)}:${inside}`;
}
