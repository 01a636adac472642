import { type TextPattern, textPattern } from '../util/text-pattern.ts';
import { UserError } from './user-error.ts';

/** @param what of the command line has the expression: "--grep". Error: UserError `bad-pattern`. */
export async function textPatternOf(what: string, text: string): Promise<TextPattern> {
  const pattern = await textPattern(text);
  if ('reason' in pattern)
    throw new UserError('bad-pattern', `${what}: "${text}" is no regular expression: ${pattern.reason}`, {
      hint: "the syntax is that of docker's filters (RE2): without (?=…), (?<=…) and \\1, and a backslash takes the meaning from a character: \\(",
    });
  return pattern;
}
