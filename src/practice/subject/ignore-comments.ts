import { isPracticeRule, PRACTICE_RULES, type PracticeRule } from '../../diagnostics/practice-rules.ts';
import type { Source } from '../../diagnostics/source.ts';
import type { Finding } from '../../spec/tree/finding.ts';
import { suggest } from '../../util/suggest.ts';
import type { Range } from '../dockerfile/dockerfile.ts';

/** What marks such a comment; a file without this word has none. */
export const IGNORE_MARK = 'gantry-ignore';

/** What a comment `# gantry-ignore RULE, RULE: reason` is about. */
export interface IgnoredArea extends Range {
  readonly rules: readonly PracticeRule[];
}

/** A comment, from its `#`. */
interface Comment {
  readonly start: number;
  readonly text: string;
}

/**
 * Reads one comment.
 *
 * @returns the rules that it switches off (none for any other comment), and what is wrong with it: without a reason it is not obeyed
 */
export function readIgnoreComment(
  { start, text }: Comment,
  source: Source,
): { readonly rules: readonly PracticeRule[]; readonly wrong: readonly Finding[] } {
  const [, names, reason = ''] = /^#\s*gantry-ignore\b([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (names === undefined) return { rules: [], wrong: [] };
  const complaint = (message: string, hint: string | undefined): Finding => ({
    code: 'no-effect',
    severity: 'warning',
    message,
    ...(hint !== undefined && { hint }),
    place: { kind: 'span', source, start, end: start + text.trimEnd().length },
  });
  const written = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (written.length === 0 || reason.trim() === '')
    return {
      rules: [],
      wrong: [
        complaint(
          'this comment ignores nothing: it needs a rule and a reason',
          'write "# gantry-ignore RULE: the reason"',
        ),
      ],
    };
  const wrong = written
    .filter((name) => !isPracticeRule(name))
    .map((name) => complaint(`there is no rule "${name}"`, suggest(name, PRACTICE_RULES)));
  return { rules: written.filter(isPracticeRule), wrong };
}
