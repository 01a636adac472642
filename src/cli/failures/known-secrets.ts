import type { Project } from '../../model/project.ts';
import type { ContentSource } from '../../model/secret-spec.ts';
import { hidePasswords, looksSecret, passwordRanges } from '../../util/looks-secret.ts';
import { readText } from '../../util/read-text.ts';
import { HIDDEN } from '../../util/sensitive.ts';

/** Shorter ones stand in a text by chance. */
const SHORTEST = 4;
/** What is longer is a key or a certificate, of which no container writes the whole. */
const LONGEST = 4096;

/**
 * Takes the secrets of a project out of what containers, probes and builds wrote: the values of variables whose name looks
 * like one, the passwords in all others, what secrets hold, and whatever looks like a password.
 */
export function secretHider(
  project: Project | undefined,
  dots: (secret: string) => string = () => HIDDEN,
): (text: string) => string {
  const secrets = project ? [...new Set(secretsOf(project))] : [];
  const known = secrets.filter((value) => value.length >= SHORTEST).toSorted((a, b) => b.length - a.length);
  return (text) => {
    let shown = text;
    for (const value of known) if (shown.includes(value)) shown = shown.replaceAll(value, dots(value));
    return hidePasswords(shown, dots);
  };
}

function secretsOf({ services, variables, secrets }: Project): readonly string[] {
  const found: string[] = [];
  const open: string[] = [];
  const add = (name: string, value: string | null): void => {
    if (value === null) return;
    const passwords = passwordRanges(value).map((range) => value.slice(...range));
    found.push(...(looksSecret(name) ? [value] : passwords));
    if (!looksSecret(name) && passwords.length === 0) open.push(value);
  };
  for (const [name, value] of variables ?? []) if (looksSecret(name)) found.push(value);
  for (const { name: service, image, environment, build } of services.values()) {
    open.push(service, image ?? '');
    for (const [name, value] of environment) add(name, value);
    for (const [name, value] of build?.args ?? []) add(name, value);
  }
  for (const { from } of secrets.values()) found.push(...contentOf(from));
  // A password `postgres` of the user `postgres` of the image `postgres` is no secret, and without that word nobody
  // understands what went wrong.
  return found.filter((value) => !open.some((text) => text.includes(value)));
}

/** Line by line: that is how they are written. */
function contentOf(from: ContentSource): readonly string[] {
  return (textOf(from) ?? '')
    .slice(0, LONGEST)
    .split('\n')
    .map((line) => line.trim());
}

function textOf(from: ContentSource): string | undefined {
  switch (from.kind) {
    case 'content':
      return from.content.reveal();
    case 'environment':
      return from.value?.reveal();
    case 'file':
      return readText(from.path); // where it is missing, that is what failed
    default:
      return undefined;
  }
}
