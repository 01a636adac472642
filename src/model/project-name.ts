const NORMAL = /^[a-z0-9][a-z0-9_-]*$/;

/** What is left of a text when everything that a project name cannot have is taken out; may be empty. */
export const normalProjectName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');

/** Why a project cannot be called that, which is taken as it was typed. @param what the name is, for the message */
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
