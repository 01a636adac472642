/* Markdown as GitHub and GitLab read it, with foreign text in it. */

/** What GitHub refuses as a whole when it is larger: the summary of a step, and a comment. */
export const MOST_BYTES = { summary: 1024 * 1024, comment: 65_000 } as const;

const MOST_OF_A_LINE = 1000;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const details = (title: string, body: string): string =>
  `<details><summary>${text(title)}</summary>\n\n${body}\n\n</details>`;

/** A fence that no line of the log can close. */
export function fenced(log: readonly string[]): string {
  const lines = log.map((line) => line.slice(0, MOST_OF_A_LINE));
  const longest = Math.max(2, ...lines.map((line) => /^\s*(`*)/.exec(line)?.[1]?.length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence].join('\n');
}

/** Foreign text is no Markdown and no HTML. */
export const text = (foreign: string): string =>
  foreign
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#~]/g, (sign) => `\\${sign}`);

export const code = (foreign: string): string => `\`${foreign.replaceAll(/[`|\s]+/g, ' ')}\``;

export const placeText = (file: string | undefined, line: number | undefined): string =>
  file === undefined ? '' : code(line === undefined ? file : `${file}:${line}`);

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Its parts, one below the other, as far as they may be: one that does not fit is left out as a whole, so that nothing stays open. */
export function documentOf(parts: readonly string[], mostBytes: number): string {
  const note = '(the rest is left out, as it would be too long)';
  let left = mostBytes - Buffer.byteLength(note) - 2;
  const shown = parts.filter((part) => {
    const bytes = Buffer.byteLength(part) + 2;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  return `${[...shown, ...(shown.length < parts.length ? [note] : [])].join('\n\n')}\n`;
}
