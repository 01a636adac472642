import { HIDDEN } from './sensitive.ts';

/**
 * Whether a name suggests that its value is a secret: `DB_PASSWORD`, `apiKey`, `PGPASSWORD`.
 *
 * It compares whole words, so `KEYBOARD` and `AUTHOR` are no secrets. Neither is a name whose last word is something else than the
 * secret (`POSTGRES_PASSWORD_FILE`, `TOKEN_TTL`), nor a public key.
 */
export function looksSecret(name: string): boolean {
  if (FOLDERS.has(name)) return false;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (NOT_ITSELF.has(last) || words.includes('public')) return false;
  return words.some((word) => SECRET_WORDS.has(word) || GLUED.test(word)) || last === 'auth';
}

/** A text with its passwords replaced: those of addresses, of `password=…`, of `--password …`. */
export function hidePasswords(text: string, dots: (secret: string) => string = () => HIDDEN): string {
  let shown = text;
  for (const [start, end] of passwordRanges(text).reverse())
    shown = shown.slice(0, start) + dots(text.slice(start, end)) + shown.slice(end);
  return shown;
}

/**
 * The words of a command without the secrets in them: `hide` takes out what it knows; a value behind a flag, or in an
 * assignment of a shell, whose name looks secret goes too. The name of a variable that holds one may be read.
 */
export function hideInWords(
  words: readonly string[],
  hide: (text: string) => string = hidePasswords,
): readonly string[] {
  return words.map((word, index) => {
    const flag = /^--?([\w-]+)$/.exec(words[index - 1] ?? '')?.[1];
    const isAnnounced = flag !== undefined && looksSecret(flag) && !/^[-$]/.test(word);
    return isAnnounced ? HIDDEN : hideAssigned(hide(word));
  });
}

const ASSIGNED = /(?<![\w$.-])([A-Za-z_]\w*)=(["']?)((?<=")[^"]*|(?<=')[^']*|[^\s"';&|()]+)/g;

const hideAssigned = (word: string): string =>
  word.replaceAll(ASSIGNED, (whole, name: string, quote: string, value: string) =>
    value === '' || value.startsWith('$') || !looksSecret(name) ? whole : `${name}=${quote}${HIDDEN}`,
  );

/** The characters of the passwords in a text, in order, none inside another. */
export function passwordRanges(text: string): (readonly [start: number, end: number])[] {
  const found = PASSWORDS.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ indices }) => (indices?.[1] ? [indices[1]] : [])),
  ).sort(([a], [b]) => a - b);
  return found.filter(([start, end], index) => end > start && start >= (found[index - 1]?.[1] ?? 0));
}

/** A value as it may be shown under its name. An empty value is not masked: it may be the mistake. */
export function maskValue(name: string, value: string): string {
  return value !== '' && looksSecret(name) ? HIDDEN : hidePasswords(value);
}

/** Variables in which a shell keeps the current folder (`PWD`): the words sound like passwords. */
const FOLDERS = new Set(['PWD', 'OLDPWD']);
const SECRET_WORDS = new Set(
  'pass pw pwd secret secrets token tokens key keys credential credentials creds dsn'.split(' '),
);
const GLUED = /passw|passphrase|secret|credential|(?:token|pass|pwd)$|(?:api|access|private|master|sign)key/;
const NOT_ITSELF = new Set(
  'file files path dir folder ttl length size policy algorithm alg method type expiry timeout url uri host port'.split(
    ' ',
  ),
);

const PASSWORDS = [
  /:\/\/[^:/?#\s@]*:([^@/\s]+)(?=@)/dg,
  // `user:password@tcp(host)/db`, the form of Go database drivers.
  /^[\w.-]+:([^@/\s]+)(?=@\w*\()/dg,
  /(?:^|[\s;,&?'"])(?:password|passwd|pwd|secret|token|api_?key)\s*=\s*([^;,&\s'"]+)/dgi,
  /(?:^|[\s'"])--?[\w-]*(?:pass|password|passwd|secret|token|key)[= ](?!-)([^\s'"]+)/dgi,
];

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
