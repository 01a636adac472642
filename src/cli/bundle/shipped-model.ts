import { basename, isAbsolute, relative } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import { hideInWords, setsSecret } from '../../util/looks-secret.ts';
import { isInside, isPackable, type Need } from './bundle-format.ts';

export interface ShippedModel {
  /** Ready to be written as YAML: every `$` that is no variable is doubled. */
  readonly model: JsonRecord;
  /** Files of this machine that go with it, by their path in the bundle. */
  readonly files: ReadonlyMap<string, string>;
  readonly needs: readonly Need[];
}

export interface Shipping {
  readonly workingDir: string;
  /** Whether the text at a path is a secret as a whole, by its name. */
  readonly isSecretPath: (path: readonly (string | number)[]) => boolean;
  /** Takes secrets out of a text. */
  readonly hide: (text: string) => string;
  /** `file`: it may go with the bundle. undefined: there is none. */
  readonly look: (path: string) => 'file' | 'secret' | 'large' | 'folder' | undefined;
}

type JsonRecord = { readonly [key: string]: Json };

/**
 * The model as the other machine reads it: all variables are filled in, but those that are secrets, which it has to set. Paths are relative,
 * and files of configs and binds are part of the bundle.
 *
 * @param model as containers get it, each `$` as it is
 */
export function shippedModel(model: JsonRecord, shipping: Shipping): ShippedModel {
  const shipper = new Shipper(shipping);
  const shipped = Object.fromEntries(
    Object.entries(model).map(([key, value]) => [key, shipper.ship(value, [key])]),
  );
  return {
    model: shipped,
    files: shipper.files,
    needs: [...shipper.needs.values(), ...externals(model)].toSorted((a, b) =>
      sortKey(a) < sortKey(b) ? -1 : 1,
    ),
  };
}

const sortKey = ({ kind, name, usedBy }: Need): string => `${kind} ${name} ${usedBy}`;

type Path = readonly (string | number)[];

class Shipper {
  readonly files = new Map<string, string>();
  readonly needs = new Map<string, Need>();
  /** The secret that each variable stands for. */
  readonly #secrets = new Map<string, string>();
  readonly #shipping: Shipping;

  constructor(shipping: Shipping) {
    this.#shipping = shipping;
  }

  ship(json: Json, path: Path): Json {
    if (typeof json === 'string') return this.#text(json, path);
    if (Array.isArray(json)) return this.#list(json, path);
    if (!isJsonMap(json))
      return this.#shipping.isSecretPath(path) && json !== null ? this.#secret(String(json), path) : json;
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => {
        if (isToken(key) && this.#shipping.hide(key) !== key) throw secretInName(path);
        return [doubled(key), this.ship(value, [...path, key])];
      }),
    );
  }

  /** A flag of a command tells that the word behind it is a secret. */
  #list(list: readonly Json[], path: Path): Json {
    const words = list.map((item) => (typeof item === 'string' ? item : ''));
    const shown = hideInWords(words, this.#shipping.hide);
    return list.map((item, index) =>
      typeof item === 'string' && shown[index] !== item
        ? this.#secret(item, [...path, index])
        : this.ship(item, [...path, index]),
    );
  }

  #text(text: string, path: Path): Json {
    if (text === '') return text;
    if (isFilePath(path) && isAbsolute(text)) return this.#path(text, path);
    const hidden = this.#shipping.hide(text) !== text;
    // What they name has the same name in the lists of the bundle.
    if (hidden && isName(path)) throw secretInName(path);
    const isSecret = hidden || this.#shipping.isSecretPath(path) || (isContent(path) && setsSecret(text));
    return isSecret ? this.#secret(text, path) : doubled(text);
  }

  /** A variable that has to be set, named by the last part of the path; of two with one name the second has more of it. */
  #secret(text: string, path: Path): string {
    const parts = path.map(String).filter((part) => part !== 'services' && part !== 'environment');
    const names = parts.map((_, index) => parts.slice(-index - 1).join('_'));
    const usable = names.map(variableName).filter((name) => /^[A-Z_]/.test(name));
    const name =
      usable.find((one) => (this.#secrets.get(one) ?? text) === text) ??
      `${usable.at(-1) ?? 'SECRET'}_${this.#secrets.size}`;
    this.#secrets.set(name, text);
    this.#need({ kind: 'variable', name, usedBy: path.join('.') });
    return `\${${name}:?a secret, which no bundle has}`;
  }

  #path(text: string, path: Path): string {
    const { look, workingDir } = this.#shipping;
    const inside = relative(workingDir, text);
    const isBelow = inside === '' || isInside(inside);
    const place = isBelow ? inside : text;
    if (this.#shipping.hide(place) !== place) throw secretInName(path);
    const target = isBelow ? inside : `files/${basename(text)}`;
    const found = path[0] === 'secrets' ? 'secret' : look(text);
    if (found === 'file' && isPackable(target) && (this.files.get(target) ?? text) === text) {
      this.files.set(target, text);
      return doubled(`./${target}`);
    }
    const name = isBelow ? `./${inside}` : text;
    this.#need({ kind: found === 'folder' ? 'folder' : 'file', name, usedBy: path.join('.') });
    return doubled(name);
  }

  #need(need: Need): void {
    this.needs.set(sortKey(need), need);
  }
}

/** A plain word may be a secret too, and says nothing as a key. */
const isToken = (key: string): boolean => key.length >= 8 && /\d/.test(key);

const secretInName = (path: Path): UserError =>
  new UserError('bad-usage', `a name in ${path.join('.')} has a secret in it, and no bundle has one`, {
    hint: 'name it without the variable or the text that is secret',
  });

/** The project, an image, a network, a volume, or the variable of a secret: what bundles list by that name. */
const isName = (path: Path): boolean =>
  path.join('.') === 'name' ||
  (path.length === 3 &&
    ((path[0] === 'services' && path[2] === 'image') || path[2] === 'environment' || path[2] === 'name'));

/** The content of a file that stands in the Compose file. */
const isContent = ([section, , attribute]: Path): boolean => section === 'configs' && attribute === 'content';

/** Where a text is a path of this machine. */
function isFilePath(path: Path): boolean {
  const [section, , attribute, index, member] = path;
  if ((section === 'configs' || section === 'secrets') && path.length === 3) return attribute === 'file';
  return (
    section === 'services' && attribute === 'volumes' && typeof index === 'number' && member === 'source'
  );
}

const variableName = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');

const doubled = (text: string): string => text.replaceAll('$', '$$$$');

const KINDS = { networks: 'network', volumes: 'volume', secrets: 'secret', configs: 'config' } as const;

/** What somebody else makes, and what comes from a variable. */
function externals(model: JsonRecord): readonly Need[] {
  return Object.entries(KINDS).flatMap(([section, kind]) => {
    const entries = model[section];
    if (!isJsonMap(entries ?? null)) return [];
    return Object.entries(Object(entries)).flatMap(([key, spec]): readonly Need[] => {
      const { external, name, environment } = Object(spec);
      if (external === true) return [{ kind, name: String(name ?? key), usedBy: `${section}.${key}` }];
      if (typeof environment === 'string')
        return [{ kind: 'variable', name: environment, usedBy: `${section}.${key}` }];
      return [];
    });
  });
}
