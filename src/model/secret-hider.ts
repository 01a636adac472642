import { hidePasswords, looksSecret, passwordRanges } from '../util/looks-secret.ts';
import { secretForms } from '../util/secret-forms.ts';
import { HIDDEN } from '../util/sensitive.ts';
import { TextSearch } from '../util/text-search.ts';
import { contentOf } from './content-of.ts';
import type { Project } from './project.ts';

/** No program writes more than this of a secret: it is the most that docker takes for one. */
const LONGEST = 500_000;

export type Hide = (text: string) => string;

export interface HideOptions {
  /** What stands for a secret. Default: dots. */
  readonly dots?: (secret: string) => string;
  /** Leaves what only looks like a password: somebody has looked for that who knows the form of the text. */
  readonly onlyKnown?: boolean;
  /** The content of a file of this machine; undefined: nobody needs it, or it cannot be read. */
  readonly readFile?: (path: string) => string | undefined;
}

/**
 * Takes the secrets of a project out of a text: the values of variables whose name looks like one, and those that
 * `secrecy` knows of; the passwords in all others; what secrets hold; and whatever looks like a password.
 */
export function secretHider(project: Secretive | undefined, options: HideOptions = {}): Hide {
  const { dots = () => HIDDEN, readFile = () => undefined, onlyKnown = false } = options;
  const known = new TextSearch(project ? formsOfSecrets(project, readFile) : []);
  return (text) => {
    const shown = known.replace(text, dots);
    return onlyKnown ? shown : hidePasswords(shown, dots);
  };
}

/** A project, or as much of one as has been read. */
export type Secretive = Pick<Project, 'services' | 'variables' | 'secrets' | 'secrecy'>;

/** Every text that is hidden, in all its forms: for somebody else who hides it. */
export const secretTexts = (
  project: Project,
  { readFile = () => undefined }: Pick<HideOptions, 'readFile'> = {},
): ReadonlySet<string> => formsOfSecrets(project, readFile);

type ReadFile = NonNullable<HideOptions['readFile']>;

function formsOfSecrets(project: Secretive, readFile: ReadFile): ReadonlySet<string> {
  const { found, open } = secretsOf(project, readFile);
  const forms = new Set(found.flatMap(secretForms));
  // A password `postgres` of the user `postgres` of the image `postgres` is no secret, and without that word nobody
  // understands what went wrong.
  const search = new TextSearch(forms);
  for (const text of open) for (const { word } of search.in(text)) if (isSaid(word, text)) forms.delete(word);
  return forms;
}

/** A token is no word of the files: wherever it is repeated, it tells itself. */
const isSaid = (word: string, text: string): boolean =>
  !looksRandom(word) && (word === text || word.length < LONG_WORD);

const LONG_WORD = 12;

interface Values {
  readonly found: readonly string[];
  /** What may be read, and tells nothing. */
  readonly open: readonly string[];
}

function secretsOf({ services, variables, secrets, secrecy }: Secretive, readFile: ReadFile): Values {
  const found = (secrecy?.values ?? []).map((value) => value.reveal());
  const filled = new Set((secrecy?.filled ?? []).map((text) => text.reveal()));
  const open: string[] = [];
  const guessed: string[] = [];
  const add = (name: string, value: string | null, isFromFile = false): void => {
    if (value === null) return;
    const passwords = passwordRanges(value).map((range) => value.slice(...range));
    if (looksSecret(name)) found.push(value);
    else if (passwords.length > 0) found.push(...passwords);
    else if (isFromFile) guessed.push(...value.split(/\r?\n/).filter(looksRandom));
    else if (!filled.has(value)) open.push(value);
  };
  for (const [name, value] of variables ?? []) if (looksSecret(name)) found.push(value);
  for (const { name: service, image = '', environment, build } of services.values()) {
    open.push(service);
    add('image', image);
    const fromFiles = secrecy?.fromEnvFiles.get(service);
    for (const [name, value] of environment) add(name, value, fromFiles?.has(name));
    for (const [name, value] of build?.args ?? []) add(name, value);
  }
  for (const { from } of secrets.values()) found.push((contentOf(from, readFile) ?? '').slice(0, LONGEST));
  // The commit that a file of variables names for the tag of an image looks like a token, too.
  const images = [...services.values()].flatMap(({ image = '' }) => (filled.has(image) ? [] : [image]));
  const named = images.join('\n');
  found.push(...guessed.filter((value) => !named.includes(value)));
  return { found, open };
}

/** No word of the files: an env file has modes and hosts too, without which nobody understands what went wrong. */
const looksRandom = (value: string): boolean =>
  value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[\s.:/]/.test(value);
