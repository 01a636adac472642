import { secretForms } from '../../util/secret-forms.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import { TextSearch } from '../../util/text-search.ts';

/**
 * Takes secrets out of a text wherever they are repeated.
 *
 * @param isOpen whether the files show a word anyway
 */
export function hideRepeated(
  secrets: Iterable<string>,
  isOpen: (word: string) => boolean,
): (text: string) => string {
  const forms = new Set([...secrets].flatMap(secretForms));
  const search = new TextSearch([...forms].filter((form) => !isOpen(form)));
  return (text) => search.replace(text, dotsFor);
}

/** A dot for each character, so that positions stay right. */
export const dotsFor = (secret: string): string => secret.replaceAll(/[^\r\n]/g, HIDDEN.charAt(0));

/**
 * Tells which words the files say where nobody writes a secret: of a password `postgres` of the user `postgres`, dots would hide
 * nothing, and nobody would understand the line.
 *
 * @param masked the files, with dots for what has a secret's name before it
 */
export function openWords(masked: readonly string[]): (word: string) => boolean {
  let said: string | undefined;
  return (word) => {
    said ??= masked.flatMap((text) => [...names(text)]).join('\n');
    return said.includes(word);
  };
}

function* names(text: string): Iterable<string> {
  for (const pattern of [NAME, NAMING]) for (const [, name = ''] of text.matchAll(pattern)) yield name;
}

const NAME = /(?:^[ \t]*(?:-[ \t]+)*|[{,][ \t]*)["']?([A-Za-z_][\w.-]*)["']?[ \t]*:(?=\s|$)/gm;
/** The values of images, users, databases and hosts. */
const NAMING =
  /(?:image|user|username|login|db|database|name|host)["']?[ \t]*[:=][ \t]*["']?([^\s"',}\]#]+)/gi;
