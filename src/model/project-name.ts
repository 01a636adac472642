const NORMAL = /^[a-z0-9][a-z0-9_-]*$/;

/** The text without the characters that a project name cannot have; may be empty. */
export const normalProjectName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');

/** The reason why a name is invalid as it was typed. @param what the source of the name, for the message */
export function badProjectName(
  name: string,
  what: string,
): { readonly message: string; readonly hint?: string } | undefined {
  if (NORMAL.test(name)) return undefined;
  const normal = normalProjectName(name);
  const message =
    `${what} "${name}" is not usable: a project name has lower-case letters, digits, "_" and "-", and starts with a ` +
    'letter or a digit';
  return { message, ...(normal !== '' && { hint: `did you mean "${normal}"?` }) };
}
