import { createHash } from 'node:crypto';
import { UserError } from '../diagnostics/user-error.ts';

/** Names of containers have more parts, and a host name ends at 63. */
const LONGEST = 40;
const HASH_DIGITS = 6;
const NORMAL = new RegExp(`^[a-z0-9][a-z0-9_-]{0,${LONGEST - 1}}$`);

/** Error: UserError `bad-instance`. */
export function parseInstanceName(text: string): string {
  if (NORMAL.test(text)) return text;
  // What the file makes of the same text: an instance of that name may be there.
  const near = fitInstanceName(text);
  throw new UserError(
    'bad-instance',
    `"${text}" is no name of an instance: it has lower-case letters, digits, "_" and "-", at most ${LONGEST}, and starts with a letter or a digit`,
    { hint: near === undefined ? 'e.g. review' : `did you mean "${near}"?` },
  );
}

/**
 * A name made of any text, such as that of a branch. Where characters are lost, a hash tells texts apart that would be the same without it.
 *
 * @returns undefined: nothing of the text can be in a name
 */
export function fitInstanceName(text: string): string | undefined {
  if (NORMAL.test(text)) return text;
  const fitting = usable(text);
  if (fitting === '') return undefined;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
  const start = withoutEnd(fitting.slice(0, LONGEST - HASH_DIGITS - 1));
  return `${start}-${hash}`;
}

const usable = (text: string): string =>
  withoutEnd(
    text
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .replace(/^[-_]+/, ''),
  );

/** No pattern: it would look at each row of dashes to its end, again and again. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '-_'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
