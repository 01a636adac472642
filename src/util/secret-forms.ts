/** Shorter ones stand in a text by chance. */
const SHORTEST = 4;
/** Of a part of a secret: `}`, `fi` or `done` stand everywhere, and less of a key than this helps nobody. */
const SHORTEST_LINE = 6;

/** A word for nothing or for a switch. */
const NO_SECRET = /^(?:true|false|none|null)$/i;

/**
 * A line that gives a text its form and holds nothing: `-----END KEY-----`, `users:`, `"auth": {`, `[client]`. Other files have the
 * same lines, and without them nobody understands which of the two a program could not read.
 */
const IS_FRAME = /^(?:-{3}.*-{3}|["']?[\w.-]+["']?\s*:\s*[{[|>]?[-+]?|\[[\w. -]+\]|(.)\1+)$/;

/**
 * How programs write a secret: as it is, with its quotes escaped, with `\n` for its lines as JSON and Python do, with the line ends of
 * a terminal, with one blank between its words as `echo $KEY` does, and line by line, since a log has lines.
 *
 * Shape: no two are the same. Empty for a secret that is too short to be found.
 */
export function secretForms(secret: string): readonly string[] {
  const bare = secret.trim();
  if (bare.length < SHORTEST || NO_SECRET.test(bare)) return [];
  const words = bare.replaceAll(/\s+/g, ' ');
  const lines = bare.split(LINE_END);
  const forms = [secret, bare, words];
  if (lines.length > 1) {
    forms.push(...['\n', '\r\n', '\\n', '\\r\\n'].map((end) => lines.join(end)));
    for (const line of lines.map((text) => text.trim()))
      if (line.length >= SHORTEST_LINE && !NO_SECRET.test(line) && !IS_FRAME.test(line))
        forms.push(line, line.replaceAll(/\s+/g, ' '));
  }
  // A text may be part of JSON.
  return [...new Set(forms.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]))];
}

const LINE_END = /\r\n|\n|\r/;
