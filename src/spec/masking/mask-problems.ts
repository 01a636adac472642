import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import { secretForms } from '../../util/secret-forms.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import type { Range } from './literal-ranges.ts';
import { dockerfileSecretRanges, envValueRanges, secretRanges } from './secret-ranges.ts';
import { indexValues, type Value, type ValueIndex } from './value-index.ts';

/** The secrets that the files of a problem contain. */
export interface Secrets {
  /** By the name of a variable that is a secret: what it holds, in the project and in included files. */
  readonly values: SecretValues;
  readonly kindOf: KindOf;
}

type SecretValues = ReadonlyMap<string, ReadonlySet<string>>;

/** How secrets stand in a file. */
type KindOf = (source: Source) => 'compose' | 'env' | 'dockerfile';

const RANGES: { readonly [K in ReturnType<KindOf>]: (text: string) => readonly Range[] } = {
  compose: secretRanges,
  env: envValueRanges,
  dockerfile: dockerfileSecretRanges,
};

/**
 * The same problems without secrets: neither in the message nor in the text of the code frame. That text has a dot for each hidden
 * character, so every position stays right.
 */
export function maskProblems(problems: readonly Problem[], secrets: Secrets): readonly Problem[] {
  const maskedOf = masker(secrets);
  const fromVariables = indexValues([...secrets.values.values()].flatMap(formsOf).map((form) => ({ form })));
  return problems.map((problem) => {
    const { at, message, hint } = problem;
    const own = at && maskedOf(at.source);
    const isNear = ({ range }: Value) =>
      at !== undefined && range !== undefined && range[0] < at.end && range[1] > at.start;
    const hide = (text: string): string => {
      const near = own?.valuesOf(text).filter(isNear) ?? [];
      const nearHidden = withoutValues(text, near, MINIMUM.near, () => false);
      const isPublic = (value: string) => own?.source.text.includes(value) ?? false;
      const far = [...(own?.valuesOf(nearHidden) ?? []), ...fromVariables(nearHidden)];
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

/** The text of a file as it may be shown; positions stay right. */
export function sourceMasker(kindOf: KindOf): (source: Source) => Source {
  const maskedOf = masker({ values: new Map(), kindOf });
  return (source) => maskedOf(source).source;
}

/** Each file is masked once. */
function masker(secrets: Secrets): (source: Source) => MaskedSource {
  const masked = new Map<Source, MaskedSource>();
  return (source) => {
    const known = masked.get(source) ?? maskSource(source, secrets);
    masked.set(source, known);
    return known;
  };
}

interface MaskedSource {
  readonly source: Source;
  readonly valuesOf: ValueIndex;
}

function maskSource(source: Source, { values, kindOf }: Secrets): MaskedSource {
  const { name, text } = source;
  const ranges = RANGES[kindOf(source)](text);
  let shown = '';
  let last = 0;
  for (const [start, end] of ranges) {
    shown += text.slice(last, start) + text.slice(start, end).replace(/[^\r\n]/g, DOT);
    last = end;
  }
  const written = ranges.flatMap((range) => spellings(text.slice(...range)).map((form) => ({ form, range })));
  return {
    source: { name, text: shown + text.slice(last) },
    valuesOf: indexValues([...written, ...secretVariables(text, values)]),
  };
}

const DOT = HIDDEN.charAt(0);

/** The forms of a value in a message: without its quotes, or one line of it. */
function spellings(written: string): readonly string[] {
  const bare = written.trim().replace(/^(["'])([\s\S]*)\1$/, '$2');
  // The word behind the operator of a variable: a hint may repeat the variable with it.
  const word = bare.replace(/^(?:\$\{\w+)?[:?+-]+/, '').replace(/(?<!\})\}+$/, '');
  const lines = bare.split(/\r?\n/).map((line) => line.trim());
  return [written.trim(), bare, word, ...lines].filter((text) => text !== '');
}

/** A message may have one that is too short to be found elsewhere. */
const formsOf = (values: Iterable<string>): readonly string[] =>
  [...values].flatMap((value) => [value, ...secretForms(value)]);

/** The value of `${DB_PASSWORD}` at each place that uses it. */
function secretVariables(text: string, values: SecretValues): readonly Value[] {
  const forms = new Map([...values].map(([name, held]) => [name, formsOf(held)]));
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(({ 0: whole, 1: name = '', index }) => {
    const range = [index, index + whole.length] as const;
    return (forms.get(name) ?? []).map((form) => ({ form, range }));
  });
}

/** The least length of a value to search for: a text may contain a shorter one by chance, unless the problem is about it. */
const MINIMUM = { near: 3, far: 6 };

/** @param isPublic whether the file shows the text openly: a password `postgres` does not hide that word */
function withoutValues(
  text: string,
  values: readonly Value[],
  minimum: number,
  isPublic: (value: string) => boolean,
): string {
  const found = [...new Set(values.map(({ form }) => form))].sort((a, b) => b.length - a.length);
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

/** A message may contain only the start of a long value. */
function withoutStart(text: string, value: string): string {
  return text.replace(/(?<![^"])([^"]{4,})…/g, (whole, start: string) => {
    for (let length = Math.min(value.length, start.length); length >= 4; length--)
      if (start.endsWith(value.slice(0, length))) return `${start.slice(0, -length)}${HIDDEN}…`;
    return whole;
  });
}
