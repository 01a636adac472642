import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import { type KindOf, maskSources, type Secrets } from './mask-sources.ts';
import type { Value } from './value-index.ts';

/**
 * The same problems without secrets: neither in the message nor in the text of the code frame. That text has a dot for each hidden
 * character, so every position stays right.
 */
export function maskProblems(problems: readonly Problem[], secrets: Secrets): readonly Problem[] {
  const masked = maskSources(secrets);
  return problems.map((problem) => {
    const { at, message, hint } = problem;
    const own = at && masked.of(at.source);
    const isNear = ({ range }: Value) =>
      at !== undefined && range !== undefined && range[0] < at.end && range[1] > at.start;
    const hide = (text: string): string => {
      const near = own?.valuesOf(text).filter(isNear) ?? [];
      const nearHidden = withoutValues(text, near, MINIMUM.near, () => false);
      const far = [...(own?.valuesOf(nearHidden) ?? []), ...masked.valuesOf(nearHidden)];
      return hidePasswords(withoutValues(nearHidden, far, MINIMUM.far, masked.isOpen));
    };
    return {
      ...problem,
      message: hide(message),
      ...(hint !== undefined && { hint: hide(hint) }),
      ...(at && own && { at: { ...at, source: own.source } }),
    };
  });
}

/** The text of a file as it may be shown; positions stay right. */
export function sourceMasker(kindOf: KindOf): (source: Source) => Source {
  const masked = maskSources({ values: new Map(), kindOf, files: [] });
  return (source) => masked.of(source).source;
}

/** The least length of a value to search for: a text may contain a shorter one by chance, unless the problem is about it. */
const MINIMUM = { near: 3, far: 6 };

/** @param isOpen whether the files show a text anyway: a password `postgres` does not hide that word */
function withoutValues(
  text: string,
  values: readonly Value[],
  minimum: number,
  isOpen: (value: string) => boolean,
): string {
  const found = [...new Set(values.map(({ form }) => form))].sort((a, b) => b.length - a.length);
  let shown = text;
  for (const form of found) {
    const isLong = form.length >= minimum;
    const hidesShort = minimum === MINIMUM.near && shown.includes(`"${form}"`);
    if (isLong && shown.includes(form) && !isOpen(form)) shown = shown.replaceAll(form, HIDDEN);
    else if (!isLong && hidesShort) shown = shown.replaceAll(`"${form}"`, `"${HIDDEN}"`);
    if (shown.includes('…')) shown = withoutStart(shown, form);
  }
  return shown;
}

/** A message may contain only the start of a long value. */
function withoutStart(text: string, value: string): string {
  return text.replace(/(?<![^"])([^"]{4,})…/g, (whole, start: string) => {
    for (let length = Math.min(value.length, start.length); length >= 4; length--)
      if (start.endsWith(value.slice(0, length))) return `${start.slice(0, -length)}${HIDDEN}…`;
    return whole;
  });
}
