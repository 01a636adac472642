import { type Hint, hintParts } from '../../diagnostics/hint.ts';
import type { Span } from '../../diagnostics/source.ts';
import type { StringMap } from '../../model/string-map.ts';
import { parseTemplate } from '../../spec/variables/interpolation-syntax.ts';

/** A value that is wrong may only lack a variable: `app:${TAG}`. Says so before anything else. */
export function nameUnsetVariables(
  hint: Hint | undefined,
  { source, start, end }: Span,
  variables: StringMap,
): Hint | undefined {
  const parsed = parseTemplate(source.text.slice(start, end));
  const names = parsed.ok
    ? parsed.template.flatMap((part) =>
        typeof part !== 'string' && part.operator === undefined && !variables.has(part.name)
          ? [part.name]
          : [],
      )
    : [];
  const [first] = names;
  if (first === undefined) return hint;
  const unset = [...new Set(names)];
  const text = `set ${unset.join(' and ')}, which ${unset.length === 1 ? 'is' : 'are'} not set`;
  return hint === undefined ? text : [`${text}; or `, ...hintParts(hint)];
}
