import { looksSecret, passwordRanges } from '../../util/looks-secret.ts';
import { literalRanges, type Range } from './literal-ranges.ts';

/** `name: `, `name=`, `"name":`; behind a dash, a brace, a comma, a quote or nothing. */
const ENTRY = /(?<![\w$.-])(["']?)([A-Za-z_][\w.-]*)\1[ \t]*(?::(?:(?=\s|$)|(?<=["'][ \t]*:))|=)[ \t]*/g;

/** A quick check: most lines contain no secret, and files have many lines. */
const CANDIDATE = /pas|pw|secret|token|key|cred|dsn|auth|content|@/i;

/**
 * The positions of secrets in the text of a Compose file, by the names before them and by the form of addresses.
 *
 * It works on lines and not on YAML, because it matters most where the YAML is wrong. So it hides rather too much: all lines that are
 * indented below a name that looks secret, unless they are names with values again.
 */
export function secretRanges(text: string): readonly Range[] {
  const found: Range[] = [];
  let until: { readonly indent: number; readonly mayBeMap: boolean } | undefined;
  let isInSecrets = false;
  for (const { 0: line, index: start } of text.matchAll(/[^\n]+/g)) {
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const blank = indent === line.trimEnd().length;
    if (indent === 0 && !blank && !line.startsWith('#')) isInSecrets = /^["']?secrets["']?\s*:/.test(line);
    if (until && !blank && indent <= until.indent && !/^[ \t]*["'}\]]/.test(line)) until = undefined;
    if (until?.mayBeMap && !blank) {
      // `db_password:` is a secret's name here, and what follows are its attributes.
      const isMap = /^[ \t]*(?:-[ \t]+)?["']?[\w.-]+["']?[ \t]*:(\s|$)/.test(line);
      until = isMap ? undefined : { ...until, mayBeMap: false };
    }
    if (until) {
      found.push([start + indent, start + line.trimEnd().length]);
      continue;
    }
    if (!CANDIDATE.test(line)) continue;
    const entries = entriesOf(line, isInSecrets);
    for (const { from, to } of entries) {
      const value = line.slice(from, to).trim();
      if (value !== '') found.push(...literalRanges(line.slice(from, to), start + from, true));
      if (to === line.trimEnd().length) until = { indent, mayBeMap: value === '' };
    }
    for (const [from, to] of passwordRanges(line))
      if (!entries.some((entry) => from < entry.to && to > entry.from))
        found.push([start + from, start + to]);
  }
  return joined(found);
}

interface Entry {
  readonly from: number;
  readonly to: number;
}

/** Those with a secret. A value ends before a comment, and inside of braces or brackets before the next entry. */
function entriesOf(line: string, isInSecrets: boolean): readonly Entry[] {
  const entries: Entry[] = [];
  const bracket = line.search(/[{[]/);
  let last = 0;
  for (const match of line.matchAll(ENTRY)) {
    if (match.index < last) continue;
    const from = match.index + match[0].length;
    const rest = line.slice(from);
    const name = match[2] ?? '';
    // `secrets:` and its members are names, and a name before a brace is most likely a service or secret.
    const isName = name === 'secrets' || (rest.startsWith('{') && !/^[A-Z\d_]+$/.test(name));
    if (!(isInSecrets && name === 'content') && (isName || !looksSecret(name))) continue;
    const isInside = bracket >= 0 && bracket < match.index;
    const quoted = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'|^\[[^\]]*\]/.exec(rest)?.[0];
    const bare = (isInside ? /^[^,}\]]*/ : /^(?:(?![ \t]#)[\s\S])*/).exec(rest)?.[0] ?? rest;
    const to = from + (quoted ?? bare.trimEnd()).length;
    entries.push({ from, to });
    last = to;
  }
  return entries;
}

/** The positions of secrets in a Dockerfile: as in a Compose file, and the old form `ENV NAME value`. */
export function dockerfileSecretRanges(text: string): readonly Range[] {
  const old = [...text.matchAll(/^[ \t]*ENV[ \t]+([A-Za-z_]\w*)[ \t]+(\S[^\r\n]*)/gim)].flatMap(
    ({ 0: line, 1: name = '', 2: value = '', index }): readonly Range[] => {
      const end = index + line.length;
      return looksSecret(name) ? [[end - value.length, end]] : [];
    },
  );
  return joined([...secretRanges(text), ...old]);
}

/** The positions of all values in an env file: such files exist to keep values out of the Compose file. */
export function envValueRanges(text: string): readonly Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const match of text.matchAll(
    /^(?![=:])[ \t]*(?:export[ \t]+)?(?:[^=:\r\n# \t][^=:\r\n#]*)?[=:][ \t]*/gm,
  )) {
    if (match.index < at) continue;
    const from = match.index + match[0].length;
    const rest = text.slice(from);
    // An unclosed quote hides its line and all following lines.
    const value =
      /^"(?:[^"\\]|\\[\s\S])*"/.exec(rest)?.[0] ??
      /^'(?:[^'\\]|\\[\s\S])*'/.exec(rest)?.[0] ??
      (/^["']/.test(rest) ? rest : (/^[^\r\n]*/.exec(rest)?.[0] ?? ''));
    const behind = /^[^\r\n]*/.exec(rest.slice(value.length))?.[0] ?? '';
    at = from + value.length + behind.length;
    found.push(...literalRanges(value, from, false), ...literalRanges(behind, from + value.length, false));
  }
  return joined(found);
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const made: Range[] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = made.at(-1);
    if (before && start <= before[1]) made[made.length - 1] = [before[0], Math.max(before[1], end)];
    else made.push([start, end]);
  }
  return made;
}
