/** The Dockerfile is in a language of its own. */
export function hasForeignSyntax(text: string): boolean {
  const [, syntax] = /^\uFEFF?\s*#\s*syntax\s*=\s*(\S+)/i.exec(text) ?? [];
  return syntax !== undefined && !/(?:^|\/)docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax);
}
