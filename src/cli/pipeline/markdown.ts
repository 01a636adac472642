/* Markdown as GitHub and GitLab read it, with foreign text in it. */

/** GitHub drops a summary that is larger as a whole. */
const MOST_BYTES = 1024 * 1024;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const details = (title: string, body: string): string =>
  `<details><summary>${text(title)}</summary>\n\n${body}\n\n</details>`;

/** A fence that no line of the log can close. */
export function fenced(log: readonly string[]): string {
  const longest = Math.max(2, ...log.map((line) => /^\s*(`*)/.exec(line)?.[1]?.length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...log, fence].join('\n');
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

/** Its parts, one below the other, as far as GitHub takes them. */
export function documentOf(parts: readonly string[]): string {
  const markdown = `${parts.join('\n\n')}\n`;
  const bytes = Buffer.from(markdown);
  if (bytes.length <= MOST_BYTES) return markdown;
  const note = '\n\n(cut: it is larger than 1 MiB)\n';
  return `${bytes.subarray(0, MOST_BYTES - note.length - 4).toString('utf8')}${note}`;
}
