import type { Problem } from '../../diagnostics/problem.ts';
import type { Source, Span } from '../../diagnostics/source.ts';
import { hidePasswords, looksSecret } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import type { Variables } from '../history.ts';
import type { Range } from './literal-ranges.ts';
import { envValueRanges, secretRanges } from './secret-ranges.ts';

/** What the files around a problem know of secrets. */
export interface Secrets {
  readonly variables: Variables;
  /** Compose files; all other sources are env files. */
  readonly isCompose: (source: Source) => boolean;
}

/**
 * The same problems with no secret in them: neither in the message, nor in the text that a code frame is made of, where
 * dots stand for the characters, so that every position stays right.
 */
export function maskProblems(problems: readonly Problem[], secrets: Secrets): readonly Problem[] {
  const masked = new Map<Source, MaskedSource>();
  const maskedOf = (source: Source): MaskedSource => {
    const known = masked.get(source) ?? maskSource(source, secrets.isCompose(source));
    masked.set(source, known);
    return known;
  };
  const fromVariables = valuesOf(secrets.variables);
  return problems.map((problem) => {
    const { at, message, hint } = problem;
    const own = at && maskedOf(at.source);
    const near =
      at && own ? [...own.valuesIn(at.start, at.end), ...secretVariables(at, secrets.variables)] : [];
    const hide = (text: string): string => {
      const nearHidden = withoutValues(text, near, MINIMUM.near, () => false);
      const isPublic = (value: string) => own?.source.text.includes(value) ?? false;
      const far = [...(own?.values ?? []), ...fromVariables];
      return hidePasswords(withoutValues(nearHidden, far, MINIMUM.far, isPublic));
    };
    return {
      ...problem,
      message: hide(message),
      ...(hint !== undefined && { hint: hide(hint) }),
      ...(at && own && { at: { ...at, source: own.source } }),
    };
  });
}

interface MaskedSource {
  readonly source: Source;
  readonly values: readonly string[];
  readonly valuesIn: (start: number, end: number) => readonly string[];
}

function maskSource(source: Source, isCompose: boolean): MaskedSource {
  const { name, text } = source;
  const ranges = isCompose ? secretRanges(text) : envValueRanges(text);
  let shown = '';
  let last = 0;
  for (const [start, end] of ranges) {
    shown += text.slice(last, start) + text.slice(start, end).replace(/[^\r\n]/g, DOT);
    last = end;
  }
  const formsOf = ([start, end]: Range): readonly string[] => spellings(text.slice(start, end));
  return {
    source: { name, text: shown + text.slice(last) },
    values: [...new Set(ranges.flatMap(formsOf))],
    valuesIn: (from, to) => ranges.filter(([start, end]) => start < to && end > from).flatMap(formsOf),
  };
}

const DOT = HIDDEN.charAt(0);

/** A value as messages may have it: without its quotes, or one line of it. */
function spellings(written: string): readonly string[] {
  const bare = written.trim().replace(/^(["'])([\s\S]*)\1$/, '$2');
  // What stands behind the operator of a variable: a hint may write the variable anew.
  const word = bare.replace(/^(?:\$\{\w+)?[:?+-]+/, '').replace(/\}+$/, '');
  const lines = bare.split(/\r?\n/).map((line) => line.trim());
  return [written.trim(), bare, word, ...lines].filter((text) => text !== '');
}

const valuesOf = (variables: Variables): readonly string[] =>
  [...variables].flatMap(([name, value]) => (value !== '' && looksSecret(name) ? [value] : []));

/** What `${DB_PASSWORD}` stands for, where that is what the problem is about. */
function secretVariables({ source, start, end }: Span, variables: Variables): readonly string[] {
  return [...source.text.slice(start, end).matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name = '']) => {
    const value = variables.get(name);
    return value && looksSecret(name) ? [value] : [];
  });
}

/** Letters that a value must have to be looked for: a short one stands in a text by chance, unless the problem is about it. */
const MINIMUM = { near: 3, far: 6 };

/** @param isPublic whether a text can be read in the file anyway: a password `postgres` is no reason to hide that word */
function withoutValues(
  text: string,
  values: readonly string[],
  minimum: number,
  isPublic: (value: string) => boolean,
): string {
  const found = values
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .filter((form) => text.includes(form.slice(0, 4)))
    .sort((a, b) => b.length - a.length);
  let shown = text;
  for (const form of found) {
    const isLong = form.length >= minimum;
    const hidesShort = minimum === MINIMUM.near && shown.includes(`"${form}"`);
    if (isLong && shown.includes(form) && !isPublic(form)) shown = shown.replaceAll(form, HIDDEN);
    else if (!isLong && hidesShort) shown = shown.replaceAll(`"${form}"`, `"${HIDDEN}"`);
    if (shown.includes('…')) shown = withoutStart(shown, form);
  }
  return shown;
}

/** A message may have only the start of a long value. */
function withoutStart(text: string, value: string): string {
  return text.replace(/([^"]{4,})…/g, (whole, start: string) => {
    for (let length = Math.min(value.length, start.length); length >= 4; length--)
      if (start.endsWith(value.slice(0, length))) return `${start.slice(0, -length)}${HIDDEN}…`;
    return whole;
  });
}
