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
  for (const [start, end] of passwordRanges(text).toReversed())
    shown = shown.slice(0, start) + dots(text.slice(start, end)) + shown.slice(end);
  return shown;
}

/** Whether a text, such as the content of a settings file in whatever form, gives something that looks secret a value. */
export const setsSecret = (text: string): boolean =>
  passwordRanges(text).length > 0 ||
  SETTINGS.some((pattern) =>
    [...text.matchAll(pattern)].some(
      ([, name = '', value = '']) =>
        looksSecret(name) &&
        !/^keys?$/i.test(name) &&
        !/^(?:\$|\.?\/|(?:true|false|null|none)$)/i.test(value),
    ),
  );

/** `name = value`, `"name": "value"`, `<name>value</name>`. */
const SETTINGS = [
  /(?:^|[\s{,;"'])([A-Za-z_][\w.-]*)["']?[ \t]*[:=][ \t]*["']?([^\s"',;{}[\]]+)/g,
  /<([A-Za-z_][\w.-]*)(?:\s[^<>]*)?>\s*([^<\s]+)/g,
];

/**
 * The words of a command without the secrets in them: `hide` takes out what it knows; a value behind a flag, or in an
 * assignment of a shell, whose name looks secret goes too. The name of a variable that holds one may be read.
 */
export function hideInWords(
  words: readonly string[],
  hide: (text: string) => string = hidePasswords,
): readonly string[] {
  const short = shortFlagRanges(words);
  return words.map((word, index) => {
    const flag = /^--?([\w-]+)$/.exec(words[index - 1] ?? '')?.[1];
    const isAnnounced = flag !== undefined && looksSecret(flag) && !/^[-$]/.test(word);
    if (isAnnounced) return HIDDEN;
    const start = short.get(index);
    return start === undefined ? hideAssigned(hide(word)) : word.slice(0, start) + HIDDEN;
  });
}

/** Where in which word a password begins that a flag of one letter announces: it is one only for some programs. */
function shortFlagRanges(words: readonly string[]): ReadonlyMap<number, number> {
  // A word with blanks is a text for a shell, and has its own programs.
  const line = words.map((word) => (/\s/.test(word) ? '' : word));
  const starts = line.map((_, index) => line.slice(0, index).reduce((sum, word) => sum + word.length + 1, 0));
  return new Map(
    apart(found(SHORT_FLAGS, line.join(' '))).map(([start]) => {
      const index = starts.findLastIndex((from) => from <= start);
      return [index, start - (starts[index] ?? 0)];
    }),
  );
}

const ASSIGNED = /(?<![\w$.-])([A-Za-z_]\w*)=(["']?)((?<=")[^"]*|(?<=')[^']*|[^\s"';&|()]+)/g;

const hideAssigned = (word: string): string =>
  word.replaceAll(ASSIGNED, (whole, name: string, quote: string, value: string) =>
    value === '' || value.startsWith('$') || !looksSecret(name) ? whole : `${name}=${quote}${HIDDEN}`,
  );

/** The characters of the passwords in a text, in order, none inside another. */
export function passwordRanges(text: string): readonly Characters[] {
  // Most texts have none, and there are many texts.
  if (!MAY_HAVE_ONE.test(text)) return [];
  return apart([...found(PASSWORDS, text), ...found(SHORT_FLAGS, text), ...assigned(text)]);
}

type Characters = readonly [start: number, end: number];

const found = (patterns: readonly RegExp[], text: string): readonly Characters[] =>
  patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ indices }) => (indices?.[1] ? [indices[1]] : [])),
  );

/** `PGPASSWORD=… psql`. Where it is not known that a shell reads the text, a variable has capitals. */
const assigned = (text: string): readonly Characters[] =>
  [...text.matchAll(ASSIGNED)].flatMap(({ 0: whole, 1: name = '', 3: value = '', index }) => {
    const isOne = /^[A-Z][A-Z\d_]+$/.test(name) && !/^KEYS?$/.test(name) && looksSecret(name);
    const end = index + whole.length;
    return isOne && value !== '' && !value.startsWith('$') ? [[end - value.length, end] as const] : [];
  });

function apart(ranges: readonly Characters[]): readonly Characters[] {
  const kept: Characters[] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b))
    if (end > start && start >= (kept.at(-1)?.[1] ?? 0)) kept.push([start, end]);
  return kept;
}

/** A value as it may be shown under its name. An empty value is not masked: it may be the mistake. */
export function maskValue(name: string, value: string): string {
  return value !== '' && looksSecret(name) ? HIDDEN : hidePasswords(value);
}

/** Variables in which a shell keeps the current folder (`PWD`): the words sound like passwords. */
const FOLDERS = new Set(['PWD', 'OLDPWD']);
const SECRET_WORDS = new Set(
  'pass pw pwd secret secrets token tokens pat key keys credential credentials creds dsn salt'.split(' '),
);
const GLUED = /passw|passphrase|secret|credential|(?:token|pass|pwd)$|(?:api|access|private|master|sign)key/;
const NOT_ITSELF = new Set(
  'file files path dir folder ttl length size policy algorithm alg method type expiry timeout url uri host port'.split(
    ' ',
  ),
);

/** What a program takes for a password behind a flag of one letter. */
const SHORT_FLAGS = [
  ['(?:mysql|mariadb)[\\w-]*', '-p'],
  ['(?:redis|valkey)-cli', '-a\\s+'],
  ['mongo(?:sh|dump|restore|export|import)?', '-p\\s+'],
  ['sshpass', '-p\\s*'],
  ['curl', '(?:-u|--user)[\\s=]*[\'"]?[^\\s:;&|\'"]+:'],
].map(
  ([program, flag]) =>
    new RegExp(`(?:^|[\\s/;&|('"\`])${program}(?=\\s)[^\\n;&|]*?\\s${flag}(?![-$])([^\\s;&|'"]+)`, 'dg'),
);

const PASSWORDS = [
  /:\/\/[^:/?#\s@'"]*:([^/\s'"]+)(?=@)/dg,
  // `user:password@tcp(host)/db`, the form of Go database drivers.
  /^[\w.-]+:([^@/\s]+)(?=@\w*\()/dg,
  // `user:password@registry/app:1`, which is no name of an image, and is written for one. A digest is none.
  /^[\w.-]+:([^@/\s]+)(?=@(?!sha\d+:)[\w.-]+(?::\d+)?\/)/dg,
  // `Password=…;AccountKey=…`, `?access_token=…`
  /(?:^|[\s;,&?'"])(?:password|passwd|pwd|secret|token|(?:api|access|account)_?key)\s*=\s*([^;,&\s'"]+)/dgi,
  /[;,&?](?:[\w.-]*[_.-])(?:password|passwd|pwd|secret|token|key)=([^;,&\s'"]+)/dgi,
  // `--db-password …`, `-Dspring.datasource.password=…`
  /(?:^|[\s'"])--?[\w.-]*(?:pass|password|passwd|secret|token|key)[= ](?!-)([^\s'"]+)/dgi,
  // JSON, also as a text within JSON.
  /\\?"[\w.-]*(?:password|passwd|secret|token|api_?key)\\?"\s*:\s*\\?"([^"\\]+)/dgi,
  /\b(?:authorization|x-api-key|api-key)['"]?\s*[:=]\s*['"]?(?:(?:basic|bearer|token)\s+)?([^\s'",]+)/dgi,
  // A private key is one under every name.
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\s|\\[rn])*([\s\S]+?)(?=(?:\s|\\[rn])*(?:-----END|$))/dg,
  // What services give out as tokens can be told by how it begins.
  /(?<![\w-])((?:gh[oprsu]_|github_pat_|glpat-|npm_|xox[abprs]-)[\w-]{16,})/dg,
];

/** Something that each of the patterns above needs, and a name that looks secret. */
const MAY_HAVE_ONE =
  /@|pas|pw|pat|secret|token|key|cred|salt|auth|mysql|mariadb|redis|valkey|mongo|curl|BEGIN|gh[oprsu]_|github|glpat|npm_|xox/i;

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
