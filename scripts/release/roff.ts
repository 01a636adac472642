/**
 * The few words of roff that a manual page needs.
 *
 * Source: man(7)
 */
export const title = (name: string, version: string, date: string): string =>
  `.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 "${date}" "gantry ${version}" "User Commands"`;

export const heading = (text: string): string => `.SH ${text}`;

export const bold = (text: string): string => `.B ${quoted(text)}`;

export const plain = (text: string): string => text.split('\n').map(line).join('\n');

/** With the lines and columns that it has. */
export const literal = (text: string): string => `.nf\n${plain(text)}\n.fi`;

/** A dot or a quotation mark at the start of a line would be a request. */
const line = (text: string): string => (/^[.']/.test(text) ? `\\&${quoted(text)}` : quoted(text));

const quoted = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('`', '\\(ga');
