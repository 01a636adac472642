import { looksSecret } from '../../util/looks-secret.ts';
import { Sensitive } from '../../util/sensitive.ts';

interface Use {
  /** Before and after. */
  readonly written: string;
  readonly filled: string;
  /** The key that it is a value of, or its place in a list. */
  readonly key: string | number;
  readonly variables: ReadonlyMap<string, string>;
}

/** Finds the variables that are secrets: by their names, or since they are filled into one. */
export class SecretVariables {
  readonly #uses: Use[] = [];

  note(written: string, key: string | number, filled: string, variables: ReadonlyMap<string, string>): void {
    this.#uses.push({ written, key, filled, variables });
  }

  /** @param feeding names of variables that are known to hold a secret */
  found(feeding: Iterable<string>): { readonly values: Sensitive[]; readonly filled: Sensitive[] } {
    const known = new Set(feeding);
    const uses = this.#uses.map((use) => ({ ...use, names: namesIn(use.written) }));
    for (const { names, ...use } of uses) if (isOfSecret(use)) for (const name of names) known.add(name);
    const isSecret = (name: string): boolean => known.has(name) || looksSecret(name);
    const values = new Set<string>();
    const filled = new Set<string>();
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

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<!\$)(?:\$\$)*\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);

const sensitive = (texts: ReadonlySet<string>): Sensitive[] => [...texts].map((text) => new Sensitive(text));
