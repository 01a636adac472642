import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { type HideOptions, type Secretive, secretHider } from '../../model/secret-hider.ts';
import { dotsFor } from './repeated-secrets.ts';

/**
 * The same problems without the secrets of a project, wherever they are repeated. The text of a file has a dot for each character, so
 * every position stays right.
 */
export function hideInProblems(
  problems: readonly Problem[],
  project: Secretive,
  readFile: NonNullable<HideOptions['readFile']>,
): readonly Problem[] {
  const hide = secretHider(project, { readFile });
  const hideInText = secretHider(project, { readFile, dots: dotsFor, onlyKnown: true });
  const hidden = new Map<Source, Source>();
  const without = (source: Source): Source => {
    const known = hidden.get(source) ?? { ...source, text: hideInText(source.text) };
    hidden.set(source, known);
    return known;
  };
  return problems.map(({ message, hint, at, ...problem }) => ({
    ...problem,
    message: hide(message),
    ...(hint !== undefined && { hint: hide(hint) }),
    ...(at && { at: { ...at, source: without(at.source) } }),
  }));
}
