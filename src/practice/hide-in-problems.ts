import type { Problem } from '../diagnostics/problem.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Project } from '../model/project.ts';
import { secretHider } from '../model/secret-hider.ts';
import { HIDDEN } from '../util/sensitive.ts';

/**
 * The same problems without the secrets of the project. Loading hides what stands where a secret does; the lines of a finding may
 * repeat one anywhere else. A dot for each character, so every position stays right.
 */
export function hideInProblems(problems: readonly Problem[], project: Project): readonly Problem[] {
  const hide = secretHider(project);
  const hideInText = secretHider(project, {
    dots: (secret) => secret.replaceAll(/[^\r\n]/g, HIDDEN.charAt(0)),
  });
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
