import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import type { LockedImage, LockFile } from '../../model/lock-file.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { isImageName } from '../../util/is-image-name.ts';
import { readYaml } from '../read/read-yaml.ts';
import type { Report } from '../tree/finding.ts';
import { isMap, memberOf, type Path, type Tree, type TreeMap } from '../tree/tree.ts';

/** What this gantry writes and reads. */
export const LOCK_VERSION = 1;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/;
const DIGEST_FORM = '"sha256:" and 64 hexadecimal digits';

const FILE_KEYS = ['version', 'inputs', 'images', 'remotes'];
const REMOTE_KEYS = ['commit', 'digest'];
const COMMIT = /^[0-9a-f]{40}$/;
const IMAGE_KEYS = ['digest', 'id', 'built-by', 'since', 'platforms'];

/**
 * Reads `compose.lock.yaml`, which people merge and edit by hand.
 *
 * @returns undefined: something is wrong with it, all of which has been reported
 */
export function readLockFile(source: Source, report: Report): LockFile | undefined {
  const reader = new Reader(source, report);
  const lock = reader.read();
  return reader.isRight ? lock : undefined;
}

class Reader {
  isRight = true;
  readonly #source: Source;
  readonly #report: Report;

  constructor(source: Source, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  read(): LockFile {
    const [tree = {}, ...more] = readYaml(this.#source, (finding) => {
      this.isRight = false;
      const isList = finding.code === 'not-a-mapping';
      const { hint: _, ...rest } = finding;
      this.#report(isList ? { ...rest, message: 'a lock file is a mapping', hint: FORM_HINT } : finding);
    });
    if (more.length > 0) this.#wrong('bad-value', [], 'value', 'a lock file is one document');
    if (!this.isRight || !isMap(tree)) return { inputs: '', images: new Map() };
    this.#knownKeys(tree, FILE_KEYS, []);
    this.#version(tree);
    const images = this.#images(tree);
    const remotes = this.#remotes(tree);
    return {
      inputs: this.#digest(tree, 'inputs', []) ?? '',
      images,
      ...(remotes.size > 0 && { remotes }),
    };
  }

  #version(file: TreeMap): void {
    const version = memberOf(file, 'version');
    if (version === LOCK_VERSION) return;
    if (version === undefined)
      this.#wrong('missing-attribute', [], 'value', 'the lock file has no "version"', FORM_HINT);
    else
      this.#wrong(
        'bad-value',
        ['version'],
        'value',
        `this gantry reads version ${LOCK_VERSION} of lock files, not ${JSON.stringify(version)}`,
        typeof version === 'number' && version > LOCK_VERSION
          ? 'a newer gantry wrote it: upgrade'
          : FORM_HINT,
      );
  }

  #images(file: TreeMap): ReadonlyMap<string, LockedImage> {
    const images = memberOf(file, 'images');
    if (images === undefined)
      this.#wrong('missing-attribute', [], 'value', 'the lock file has no "images"', FORM_HINT);
    else if (!isMap(images)) this.#wrongType(['images'], 'a mapping of references', images);
    const found = new Map<string, LockedImage>();
    for (const [reference, image] of Object.entries(isMap(images) ? images : {})) {
      const path = ['images', reference];
      if (!isImageName(reference))
        this.#wrong('bad-value', path, 'key', `"${reference}" is no name of an image`, NAME_HINT);
      if (isMap(image)) found.set(reference, this.#image(image, path));
      else this.#wrongType(path, 'a mapping', image);
    }
    return found;
  }

  #image(image: TreeMap, path: Path): LockedImage {
    this.#knownKeys(image, IMAGE_KEYS, path);
    const digest = this.#optional(image, 'digest', path);
    const id = this.#optional(image, 'id', path);
    const builtBy = this.#builtBy(image, path);
    const since = this.#since(image, path);
    const platforms = this.#platforms(image, path);
    if (digest !== undefined && id !== undefined)
      this.#wrong('conflicting-attributes', [...path, 'id'], 'key', '"digest" and "id" exclude each other');
    if (!['digest', 'id', 'built-by'].some((key) => memberOf(image, key) !== undefined))
      this.#wrong(
        'missing-attribute',
        path,
        'key',
        `"${String(path.at(-1))}" has neither "digest" nor "id" nor "built-by"`,
        `add "digest: sha256:…", or lock it anew`,
      );
    return {
      ...(digest !== undefined && { digest }),
      ...(id !== undefined && { id }),
      ...(builtBy && { builtBy }),
      ...(since !== undefined && { since }),
      ...(platforms && { platforms }),
    };
  }

  #builtBy(image: TreeMap, path: Path): readonly string[] | undefined {
    const services = memberOf(image, 'built-by');
    if (services === undefined) return undefined;
    const names = Array.isArray(services) ? services.filter((name) => typeof name === 'string') : [];
    if (!Array.isArray(services) || names.length < services.length || names.length === 0)
      this.#wrongType([...path, 'built-by'], 'a list of services', services);
    return names;
  }

  #since(image: TreeMap, path: Path): string | undefined {
    const since = memberOf(image, 'since');
    if (since === undefined) return undefined;
    if (typeof since === 'string' && !Number.isNaN(Date.parse(since))) return since;
    this.#wrongType([...path, 'since'], 'a time, e.g. "2026-01-31T12:00:00Z"', since);
    return undefined;
  }

  #platforms(image: TreeMap, path: Path): ReadonlyMap<string, string> | undefined {
    const platforms = memberOf(image, 'platforms');
    if (platforms === undefined) return undefined;
    const at = [...path, 'platforms'];
    if (!isMap(platforms)) {
      this.#wrongType(at, 'a mapping of platforms', platforms);
      return undefined;
    }
    const found = new Map<string, string>();
    for (const platform of Object.keys(platforms)) {
      if (!PLATFORM.test(platform))
        this.#wrong(
          'bad-value',
          [...at, platform],
          'key',
          `"${platform}" is no platform`,
          'e.g. linux/arm64',
        );
      const digest = this.#digest(platforms, platform, at);
      if (digest !== undefined) found.set(platform, digest);
    }
    return found;
  }

  #remotes(file: TreeMap): ReadonlyMap<string, string> {
    const remotes = memberOf(file, 'remotes') ?? {};
    if (!isMap(remotes)) this.#wrongType(['remotes'], 'a mapping of references', remotes);
    const found = new Map<string, string>();
    for (const [reference, remote] of Object.entries(isMap(remotes) ? remotes : {})) {
      const path = ['remotes', reference];
      if (!isMap(remote)) {
        this.#wrongType(path, 'a mapping', remote);
        continue;
      }
      this.#knownKeys(remote, REMOTE_KEYS, path);
      const isArtifact = reference.startsWith('oci://');
      const pin = isArtifact ? this.#digest(remote, 'digest', path) : this.#commit(remote, path);
      if (pin !== undefined) found.set(reference, pin);
    }
    return found;
  }

  #commit(remote: TreeMap, path: Path): string | undefined {
    const commit = memberOf(remote, 'commit');
    if (typeof commit === 'string' && COMMIT.test(commit)) return commit;
    if (commit === undefined)
      this.#wrong('missing-attribute', path, 'value', 'the lock file has no "commit"', 'lock it anew');
    else
      this.#wrong(
        'bad-value',
        [...path, 'commit'],
        'value',
        `"commit" cannot be ${JSON.stringify(commit)}`,
        'it is 40 hexadecimal digits',
      );
    return undefined;
  }

  #optional(map: TreeMap, key: string, path: Path): string | undefined {
    return memberOf(map, key) === undefined ? undefined : this.#digest(map, key, path);
  }

  #digest(map: TreeMap, key: string, path: Path): string | undefined {
    const digest = memberOf(map, key);
    if (typeof digest === 'string' && DIGEST.test(digest)) return digest;
    if (digest === undefined)
      this.#wrong('missing-attribute', path, 'value', `the lock file has no "${key}"`, FORM_HINT);
    else
      this.#wrong(
        'bad-value',
        [...path, key],
        'value',
        `"${key}" cannot be ${JSON.stringify(digest)}`,
        `it is ${DIGEST_FORM}`,
      );
    return undefined;
  }

  #knownKeys(map: TreeMap, allowed: readonly string[], path: Path): void {
    for (const key of Object.keys(map)) {
      if (allowed.includes(key)) continue;
      const near = didYouMean(key, allowed);
      this.#wrong(
        'unknown-attribute',
        [...path, key],
        'key',
        `unknown attribute "${key}" in a lock file`,
        near === undefined ? `it has: ${allowed.join(', ')}` : `did you mean "${near}"?`,
      );
    }
  }

  #wrongType(path: Path, wanted: string, value: Tree): void {
    const shown = isMap(value) ? 'a mapping' : Array.isArray(value) ? 'a list' : JSON.stringify(value);
    this.#wrong('wrong-type', path, 'value', `"${String(path.at(-1))}" must be ${wanted}, not ${shown}`);
  }

  #wrong(code: ProblemCode, path: Path, part: 'key' | 'value', message: string, hint?: string): void {
    this.isRight = false;
    this.#report({
      code,
      severity: 'error',
      message,
      ...(hint !== undefined && { hint }),
      place: { kind: 'path', source: this.#source, document: 0, path, part },
    });
  }
}

const FORM_HINT = 'a lock file has "version", "inputs" and "images"; lock the project anew to get one';
const NAME_HINT = 'it is the reference as the Compose files have it, e.g. "postgres:16"';
