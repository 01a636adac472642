/** A regular expression that takes time in proportion to the text, whatever both of them are. */
export interface TextPattern {
  /** Whether it matches a part of the text. */
  test(text: string): boolean;
}

/**
 * The syntax is RE2's, as in docker's own filters: nothing that would have to go back in the text, so no `(?=…)`, no `(?<=…)`, and
 * no `\1`. What JavaScript writes as `\u00e9` is understood too.
 *
 * @returns the reason in words when the text is no such expression
 */
export async function textPattern(text: string): Promise<TextPattern | { readonly reason: string }> {
  const { RE2JS, RE2JSException } = await import('re2js');
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(text));
    return { test: (line) => compiled.test(line) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { reason: error.message.replace(/^error parsing regexp: /, '') };
  }
}
