import { looksSecret } from '../../util/looks-secret.ts';
import { Sensitive } from '../../util/sensitive.ts';
import { isMap, type Tree } from '../tree/tree.ts';

type Variables = ReadonlyMap<string, string>;

interface Use {
  /** Before and after. */
  readonly written: string;
  readonly filled: string;
  /** The key that it is a value of, or its place in a list. */
  readonly key: string | number;
  readonly variables: Variables;
}

/** Finds the variables that are secrets: by their names, or since they are filled into one. */
export class SecretVariables {
  readonly #uses: Use[] = [];
  /** Those that the top-level `secrets` take their content from, with the variables that this file sees. */
  readonly #feeding: { readonly name: string; readonly variables: Variables }[] = [];

  /**
   * Notes the `secrets` of a file as soon as it is read: what is wrong with it may be told before anything else is known.
   * A secret has no `content`, which is a mistake that many make.
   * @param written before its variables are filled in
   */
  noteSecrets(written: Tree, filled: Tree, variables: Variables): void {
    const names = [
      ...membersOfSecrets(filled, 'environment'),
      ...membersOfSecrets(written, 'content').flatMap(namesIn),
    ];
    for (const name of names) this.#feeding.push({ name, variables });
  }

  note(written: string, key: string | number, filled: string, variables: Variables): void {
    this.#uses.push({ written, key, filled, variables });
  }

  /** The names of those that are a secret as a whole, however they are called. */
  names(): ReadonlySet<string> {
    const whole = this.#uses.filter((use) => isOfSecret(use) && isOneVariable(use));
    return new Set([
      ...this.#feeding.map(({ name }) => name),
      ...whole.flatMap(({ written }) => namesIn(written)),
    ]);
  }

  /** What they hold: included files may see other values than the project. */
  valuesByName(variables: Variables): ReadonlyMap<string, ReadonlySet<string>> {
    const names = this.names();
    const values = new Map<string, Set<string>>();
    const add = (name: string, value: string | undefined): void => {
      if (value && (names.has(name) || looksSecret(name)))
        values.set(name, (values.get(name) ?? new Set()).add(value));
    };
    for (const [name, value] of variables) add(name, value);
    for (const { name, variables: seen } of this.#feeding) add(name, seen.get(name));
    for (const { written, variables: seen } of this.#uses)
      for (const name of namesIn(written)) add(name, seen.get(name));
    return values;
  }

  found(): { readonly values: Sensitive[]; readonly filled: Sensitive[] } {
    const known = new Set(this.names());
    const uses = this.#uses.map((use) => ({ ...use, names: namesIn(use.written) }));
    for (const { names, ...use } of uses) if (isOfSecret(use)) for (const name of names) known.add(name);
    const isSecret = (name: string): boolean => known.has(name) || looksSecret(name);
    const values = new Set<string>();
    const filled = new Set<string>();
    for (const { name, variables } of this.#feeding) {
      const value = variables.get(name);
      if (value) values.add(value);
    }
    for (const { names, variables, filled: text } of uses)
      for (const name of names.filter(isSecret)) {
        const value = variables.get(name);
        if (!value || !text.includes(value)) continue;
        values.add(value);
        filled.add(text);
      }
    return { values: sensitive(values), filled: sensitive(filled) };
  }
}

/** `DB_PASSWORD: ${X}`, or `DB_PASSWORD=${X}` in a list. */
function isOfSecret({ key, written }: Use): boolean {
  const name = typeof key === 'string' ? key : /^([A-Za-z_][\w.-]*)=/.exec(written)?.[1];
  return name !== undefined && looksSecret(name);
}

/** `${X}` or `NAME=$X`: all of the secret is in the variable. */
function isOneVariable({ key, written }: Use): boolean {
  const value = typeof key === 'string' ? written : written.slice(written.indexOf('=') + 1);
  return /^\$(?:\w+|\{[^{}]*\})$/.test(value.trim());
}

/** This attribute of each of the top-level `secrets`, where it is a text. */
function membersOfSecrets(file: Tree, attribute: 'environment' | 'content'): readonly string[] {
  const secrets = isMap(file) ? file.secrets : undefined;
  if (!isMap(secrets)) return [];
  return Object.values(secrets).flatMap((secret) => {
    const member = isMap(secret) ? secret[attribute] : undefined;
    return typeof member === 'string' ? [member] : [];
  });
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<!\$)(?:\$\$)*\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);

const sensitive = (texts: ReadonlySet<string>): Sensitive[] => [...texts].map((text) => new Sensitive(text));
