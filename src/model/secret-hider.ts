import { hidePasswords, looksSecret, passwordRanges } from '../util/looks-secret.ts';
import { HIDDEN } from '../util/sensitive.ts';
import type { Project } from './project.ts';
import type { ContentSource } from './secret-spec.ts';

/** Shorter ones stand in a text by chance. */
const SHORTEST = 4;
/** What is longer is a key or a certificate, of which no container writes the whole. */
const LONGEST = 4096;

export type Hide = (text: string) => string;

export interface HideOptions {
  /** What stands for a secret. Default: dots. */
  readonly dots?: (secret: string) => string;
  /** The content of a file of this machine; undefined: nobody needs it, or it cannot be read. */
  readonly readFile?: (path: string) => string | undefined;
}

/**
 * Takes the secrets of a project out of a text: the values of variables whose name looks like one, and those that
 * `secrecy` knows of; the passwords in all others; what secrets hold; and whatever looks like a password.
 */
export function secretHider(project: Project | undefined, options: HideOptions = {}): Hide {
  const { dots = () => HIDDEN, readFile = () => undefined } = options;
  const secrets = project ? secretsOf(project, readFile) : [];
  const forms = secrets
    .filter((value) => value.length >= SHORTEST && !/^(?:true|false|none|null)$/i.test(value))
    // A text may be part of JSON.
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  const known = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let shown = text;
    for (const value of known) if (shown.includes(value)) shown = shown.replaceAll(value, dots(value));
    return hidePasswords(shown, dots);
  };
}

type ReadFile = NonNullable<HideOptions['readFile']>;

function secretsOf(
  { services, variables, secrets, secrecy }: Project,
  readFile: ReadFile,
): readonly string[] {
  const found = (secrecy?.values ?? []).map((value) => value.reveal());
  const filled = new Set((secrecy?.filled ?? []).map((text) => text.reveal()));
  const open: string[] = [];
  const add = (name: string, value: string | null, isFromFile = false): void => {
    if (value === null) return;
    const passwords = passwordRanges(value).map((range) => value.slice(...range));
    if (looksSecret(name)) found.push(value);
    else if (passwords.length > 0) found.push(...passwords);
    else if (isFromFile && looksRandom(value)) found.push(value);
    else if (!isFromFile && !filled.has(value)) open.push(value);
  };
  for (const [name, value] of variables ?? []) if (looksSecret(name)) found.push(value);
  for (const { name: service, image = '', environment, build } of services.values()) {
    open.push(service, ...(filled.has(image) ? [] : [image]));
    const fromFiles = secrecy?.fromEnvFiles.get(service);
    for (const [name, value] of environment) add(name, value, fromFiles?.has(name));
    for (const [name, value] of build?.args ?? []) add(name, value);
  }
  for (const { from } of secrets.values()) found.push(...contentOf(from, readFile));
  // A password `postgres` of the user `postgres` of the image `postgres` is no secret, and without that word nobody
  // understands what went wrong.
  return found.filter((value) => !open.some((text) => text.includes(value)));
}

/** An env file has modes and hosts too, without which nobody understands what went wrong. */
const looksRandom = (value: string): boolean =>
  value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[\s.:/]/.test(value);

/** Line by line: that is how they are written. */
function contentOf(from: ContentSource, readFile: ReadFile): readonly string[] {
  return (textOf(from, readFile) ?? '')
    .slice(0, LONGEST)
    .split('\n')
    .map((line) => line.trim());
}

function textOf(from: ContentSource, readFile: ReadFile): string | undefined {
  switch (from.kind) {
    case 'content':
      return from.content.reveal();
    case 'environment':
      return from.value?.reveal();
    case 'file':
      return readFile(from.path); // where it is missing, that is what failed
    default:
      return undefined;
  }
}
