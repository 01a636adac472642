import { resolve } from 'node:path';
import { isWithin, type RemoteFiles } from '../../model/remote-files.ts';
import { absoluteContext, absolutePath, type PathBase } from '../attributes/short-syntax/paths.ts';
import { isRemote } from '../read/is-remote.ts';
import type { Container, Tree } from '../tree/tree.ts';
import { isMap } from '../tree/tree.ts';
import { usedVariables } from '../variables/used-variables.ts';
import { type Assembly, reportAt, STRAY_HINT, strayText } from './assembly.ts';

/**
 * Refuses what a document of a remote file would read of this machine beyond its own folder: its content would get into images and
 * containers that somebody else has chosen. Bind mounts are left to the question that is asked before something runs. Variables in the
 * address of another machine are refused too: whoever fetches it would send their values there, before anything is asked.
 *
 * @param written the same tree before its variables were filled in
 * Error: `remote-strays`, at each place. Nothing more is read or fetched then.
 */
export function confine(tree: Tree, written: Tree, file: string, base: PathBase, assembly: Assembly): void {
  const folder = assembly.remotes.folderOf(file);
  if (!folder || !isMap(tree)) return;
  for (const [text, container, key] of addressesWithVariables(tree, written)) {
    assembly.remotes.hasStrayed = true;
    reportAt(
      assembly,
      { container, key },
      'remote-strays',
      `"${text}" has a variable: ${folder.reference} would send its value to another machine`,
      'write the address without variables, or include it in a file of your own',
    );
  }
  const check = new Confinement(folder, base, assembly);
  for (const [service] of members(tree.services)) check.service(service);
  for (const section of [tree.secrets, tree.configs])
    for (const [spec] of members(section)) if (isMap(spec)) check.path(spec, 'file');
}

class Confinement {
  readonly #folder: RemoteFiles;
  readonly #base: PathBase;
  readonly #assembly: Assembly;

  constructor(folder: RemoteFiles, base: PathBase, assembly: Assembly) {
    this.#folder = folder;
    this.#base = base;
    this.#assembly = assembly;
  }

  service(service: Tree): void {
    if (!isMap(service)) return;
    this.#build(service);
    this.#paths(service, 'env_file');
    this.#paths(service, 'label_file');
    if (isMap(service.develop ?? null)) this.#watch(service.develop ?? null);
    for (const [option, list, index] of members(service.security_opt)) {
      const [, profile] = /^seccomp[=:](.*)$/s.exec(String(option)) ?? [];
      const isFile = profile !== undefined && !/^(?:unconfined|builtin|\{)/.test(profile);
      if (isFile) this.#require(resolve(this.#base.workingDir, profile), profile, list, index);
    }
  }

  path(container: Container, key: string | number): void {
    const text = memberOf(container, key);
    if (typeof text === 'string') this.#require(absolutePath(text, this.#base), text, container, key);
  }

  #paths(service: Container, key: string): void {
    const written = memberOf(service, key);
    this.path(service, key);
    for (const [entry, list, index] of members(Array.isArray(written) ? written : undefined)) {
      if (isMap(entry)) this.path(entry, 'path');
      else this.path(list, index);
    }
    if (isMap(written ?? null)) this.path(Object(written), 'path');
  }

  #watch(develop: Tree): void {
    if (!isMap(develop)) return;
    for (const [rule] of members(develop.watch)) if (isMap(rule)) this.path(rule, 'path');
  }

  #build(service: Container): void {
    const build = memberOf(service, 'build');
    if (typeof build === 'string') this.#context(build, service, 'build');
    if (!isMap(build ?? null) || build === undefined || !isMap(build)) return;
    const { context, dockerfile } = build;
    if (typeof context === 'string') this.#context(context, build, 'context');
    const from = absoluteContext(typeof context === 'string' ? context : '.', this.#base);
    if (typeof dockerfile === 'string' && !isAddress(from))
      this.#require(resolve(from, dockerfile), dockerfile, build, 'dockerfile');
    this.#cache(build);
    for (const [value, container, key] of members(build.additional_contexts))
      this.#context(valueIn(value, container), container, key);
    for (const [value, container, key] of members(build.ssh)) {
      const path = valueIn(value, container);
      // Without a path it is the agent, which gives no key away.
      if (path !== '') this.#require(absolutePath(path, this.#base), path, container, key);
    }
  }

  /** `type=local,src=…` and `dest=…` are read, and written. */
  #cache(build: Container): void {
    for (const [entry, list, index] of [
      ...members(memberOf(build, 'cache_from')),
      ...members(memberOf(build, 'cache_to')),
    ]) {
      if (typeof entry !== 'string' || !/(?:^|,)\s*type=local\b/.test(entry)) continue;
      for (const [, path = ''] of entry.matchAll(/(?:^|,)\s*(?:src|dest)=([^,]*)/g))
        this.#require(absolutePath(path, this.#base), path, list, index);
    }
  }

  #context(text: string, container: Container, key: string | number): void {
    // These are folders of this machine too.
    const [, local] = /^(?:oci-layout|file):\/\/(.*)$/s.exec(text) ?? [];
    const path = local === undefined ? absoluteContext(text, this.#base) : absolutePath(local, this.#base);
    if (!isAddress(path)) this.#require(path, text, container, key);
  }

  #require(path: string, text: string, container: Container, key: string | number): void {
    const folder = this.#folder;
    if (isWithin(resolve(path), folder.root)) return;
    this.#assembly.remotes.hasStrayed = true;
    reportAt(this.#assembly, { container, key }, 'remote-strays', strayText(text, folder), STRAY_HINT);
  }
}

/** Of `include` and `extends`, with the text as it was written and the place of what it came to. */
function addressesWithVariables(
  tree: Tree,
  written: Tree,
): readonly (readonly [text: string, container: Container, key: string | number])[] {
  if (!isMap(tree) || !isMap(written)) return [];
  const services = members(tree.services).flatMap(([service, , key]) =>
    isMap(service)
      ? filesIn(service.extends, memberAt(memberAt(written.services, key), 'extends'), ['file'])
      : [],
  );
  const included = members(tree.include).flatMap(([item, container, index]) => {
    const before = memberAt(written.include, index);
    return isMap(item) ? filesIn(item, before, ['path']) : filesIn(container, written.include, [index]);
  });
  return [...included, ...services];
}

/** The texts at `keys`, and in lists there. */
function filesIn(
  tree: Tree | undefined,
  written: Tree | undefined,
  keys: readonly (string | number)[],
): readonly (readonly [text: string, container: Container, key: string | number])[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return keys.flatMap((key): ReturnType<typeof filesIn> => {
    const filled = memberOf(tree, key);
    const before = memberAt(written, key);
    if (Array.isArray(filled)) return filesIn(filled, before, [...filled.keys()]);
    const hasVariable = typeof before === 'string' && usedVariables(before).length > 0;
    return typeof filled === 'string' && isRemote(filled) && filled !== before && hasVariable
      ? [[before, tree, key]]
      : [];
  });
}

const memberAt = (tree: Tree | undefined, key: string | number): Tree | undefined =>
  typeof tree === 'object' && tree !== null ? memberOf(tree, key) : undefined;

/** What `absoluteContext` has left as it was. */
const isAddress = (context: string): boolean => !context.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(context);

/** Of `{key: value}` and `[key=value]`. */
function valueIn(value: Tree, container: Container): string {
  const text = typeof value === 'string' ? value : '';
  return Array.isArray(container)
    ? text.slice(text.indexOf('=') < 0 ? text.length : text.indexOf('=') + 1)
    : text;
}

function memberOf(container: Container, key: string | number): Tree | undefined {
  return Array.isArray(container) ? container[Number(key)] : container[key];
}

/** Each member of a map or a list, with where it is. */
function members(
  container: Tree | undefined,
): readonly (readonly [value: Tree, container: Container, key: string | number])[] {
  if (typeof container !== 'object' || container === null) return [];
  const entries: readonly (readonly [string | number, Tree])[] = Array.isArray(container)
    ? [...container.entries()]
    : Object.entries(container);
  return entries.map(([key, value]) => [value, container, key]);
}
