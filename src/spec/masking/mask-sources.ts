import type { Source } from '../../diagnostics/source.ts';
import { secretForms } from '../../util/secret-forms.ts';
import type { Range } from './literal-ranges.ts';
import { dotsFor, hideRepeated, openWords } from './repeated-secrets.ts';
import { dockerfileSecretRanges, envValueRanges, secretRanges } from './secret-ranges.ts';
import { indexValues, type Value, type ValueIndex } from './value-index.ts';

/** The secrets that the files of a problem contain. */
export interface Secrets {
  /** By the name of a variable that is a secret: what it holds, in the project and in included files. */
  readonly values: SecretValues;
  readonly kindOf: KindOf;
  /** All files that are known: a secret of one may be repeated in another. */
  readonly files: readonly Source[];
}

type SecretValues = ReadonlyMap<string, ReadonlySet<string>>;

/** How secrets stand in a file. */
export type KindOf = (source: Source) => 'compose' | 'env' | 'dockerfile';

const RANGES: { readonly [K in ReturnType<KindOf>]: (text: string) => readonly Range[] } = {
  compose: secretRanges,
  env: envValueRanges,
  dockerfile: dockerfileSecretRanges,
};

interface MaskedSource {
  /** Its text has a dot for each hidden character, so every position stays right. */
  readonly source: Source;
  /** Its secrets that a text may contain. */
  readonly valuesOf: ValueIndex;
}

interface MaskedSources {
  readonly of: (source: Source) => MaskedSource;
  /** The secrets of all files and variables that a text may contain. */
  readonly valuesOf: ValueIndex;
  readonly isOpen: (word: string) => boolean;
}

/** The files as they may be shown. Each is masked once. */
export function maskSources({ values, kindOf, files }: Secrets): MaskedSources {
  const read = new Map<Source, ByName>();
  const byName = (source: Source): ByName => {
    const known = read.get(source) ?? maskByName(source, RANGES[kindOf(source)]);
    read.set(source, known);
    return known;
  };
  const all = [
    ...files.flatMap((file) => byName(file).values.map(({ form }) => form)),
    ...[...values.values()].flatMap(formsOf),
  ];
  const compose = files.filter((file) => kindOf(file) === 'compose');
  const isOpen = openWords(compose.map((file) => byName(file).text));
  const hide = hideRepeated(all, isOpen);
  const masked = new Map<Source, MaskedSource>();
  const of = (source: Source): MaskedSource => {
    const { text, values: own } = byName(source);
    const known = masked.get(source) ?? {
      source: { name: source.name, text: hide(text) },
      valuesOf: indexValues([...own, ...secretVariables(source.text, values)]),
    };
    masked.set(source, known);
    return known;
  };
  return { of, valuesOf: indexValues(all.map((form) => ({ form }))), isOpen };
}

interface ByName {
  readonly text: string;
  readonly values: readonly (Value & { readonly range: Range })[];
}

/** Hides what stands where a secret does. */
function maskByName({ text }: Source, rangesOf: (text: string) => readonly Range[]): ByName {
  const ranges = rangesOf(text);
  let shown = '';
  let last = 0;
  for (const [start, end] of ranges) {
    shown += text.slice(last, start) + dotsFor(text.slice(start, end));
    last = end;
  }
  return {
    text: shown + text.slice(last),
    values: ranges.flatMap((range) => spellings(text.slice(...range)).map((form) => ({ form, range }))),
  };
}

/** The forms of a value in a message: without its quotes, or one line of it. */
function spellings(written: string): readonly string[] {
  const bare = written.trim().replace(/^(["'])([\s\S]*)\1$/, '$2');
  // The word behind the operator of a variable: a hint may repeat the variable with it.
  const word = bare.replace(/^(?:\$\{\w+)?[:?+-]+/, '').replace(/(?<!\})\}+$/, '');
  const lines = bare.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([written.trim(), bare, word, ...lines])].filter((text) => text !== '');
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
