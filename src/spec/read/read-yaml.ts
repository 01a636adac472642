import { loadAll, YAMLException } from 'js-yaml';
import type { Source } from '../../diagnostics/source.ts';
import type { Place, Report } from '../tree/finding.ts';
import { isMap, type Tree } from '../tree/tree.ts';
import { goSchema, keySchema, type Noticed, UNQUOTED } from './go-schema.ts';
import { measureTree } from './measure-tree.ts';
import { foldKeys, renameKey } from './repeated-keys.ts';
import { isSpecial } from './yaml-scalars.ts';

/** The limit of values that aliases may add (against YAML bombs). Real files stay below a few thousand. */
const MOST_REPEATED_VALUES = 500_000;

/** Each costs another reading of the whole file: more of them is no mistake that somebody made by hand. */
const MOST_REPEATED_KEYS = 50;

/**
 * The documents of a file, each a mapping; an empty document is an empty mapping. Aliases are shared containers.
 *
 * When the text is not valid YAML, one finding stands for all its errors (`yaml` in `Place`), and the result is empty, unless keys that
 * are there twice are all that is wrong: then what is below them is read all the same. A document that
 * is not a mapping is reported and becomes an empty one. Values tagged `!reset` are RESET.
 */
export function readYaml(source: Source, report: Report): readonly Tree[] {
  const noticed: Noticed = { mergeKeys: 0 };
  const broken = (reason: string, at = 0) => {
    const invisible = reason === INVISIBLE ? source.text.search(NON_PRINTABLE) : -1;
    const offset = invisible < 0 ? at : invisible;
    // The explaining parser has no limit of depth but the stack.
    const place: Place =
      reason === TOO_DEEP || invisible >= 0
        ? { kind: 'span', source, start: offset, end: offset + 1 }
        : { kind: 'yaml', source, offset };
    report({ code: 'yaml-syntax', severity: 'error', message: reason, place });
    return [];
  };

  const { text, read, repeated } = parseRepeated(source.text, () => goSchema(noticed));
  if (!read.ok) return broken(read.reason, read.offset);
  let first = repeated;

  const weights = read.documents.map(measureTree);
  if (weights.some(({ cyclic }) => cyclic)) return broken('an alias refers to something that contains it');
  if (weights.some(({ all, written }) => all - written > MOST_REPEATED_VALUES))
    return broken(`the aliases of this file expand to more than half a million values`);
  // Facts that js-yaml does not report (was that key quoted? was there a second `<<`?) need a second reading, for the few
  // files where it matters.
  const doubtful = noticed.mergeKeys > 1 || weights.some(({ keys }) => keys.some(isDoubtful));
  if (doubtful) {
    const { read: keys, repeated: merged } = parseRepeated(text, keySchema);
    first ??= merged;
    if (!keys.ok) return broken(keys.reason, keys.offset);
    const isText = (key: string) => !key.startsWith(UNQUOTED) && key !== MAPPING_AS_KEY;
    if (!keys.documents.every((document) => measureTree(document).keys.every(isText)))
      return broken('a key is not a text');
    if (weights.some(({ keys: names }) => names.includes(MAPPING_AS_KEY)))
      return broken('a key cannot have a tag', Math.max(0, source.text.search(/!\w+\s+[^\s:]+\s*:/)));
  }

  if (first !== undefined) {
    const place: Place = { kind: 'yaml', source, offset: first };
    report({ code: 'duplicate-key', severity: 'error', message: 'a key is here already', place });
    for (const document of read.documents) foldKeys(document);
  }
  // To YAML, a text without anything has no documents.
  const documents = read.documents.length > 0 ? read.documents : [null];
  return documents.map((document, index) => {
    if (isMap(document)) return document;
    // Nothing but byte order marks is a text to YAML, and an empty file to everybody else.
    if (document === null || source.text.trim() === '') return {};
    const place = { kind: 'path', source, document: index, path: [], part: 'value' } as const;
    const message = `a Compose file is a mapping, but this is ${Array.isArray(document) ? 'a list' : 'a single value'}`;
    report({ code: 'not-a-mapping', severity: 'error', message, hint: 'start with "services:"', place });
    return {};
  });
}

/** js-yaml turns every key into a text: a key that looks like a number may have been one. */
const isDoubtful = (key: string): boolean => isSpecial(key) || key === MAPPING_AS_KEY;
const MAPPING_AS_KEY = '[object Object]';

type Parsed =
  | { readonly ok: true; readonly documents: readonly Tree[] }
  | { readonly ok: false; readonly reason: string; readonly offset: number; readonly isRepeated: boolean };

function parse(text: string, schema: ReturnType<typeof goSchema>): Parsed {
  // Honest files of a few hundred services exceed js-yaml's own limit on merged keys. What merging can cost
  // is at most the square of the file's size, so a high limit is safe.
  const options = { schema, maxTotalMergeKeys: 1_000_000 };
  try {
    // The schema produces only members of Tree.
    return { ok: true, documents: loadAll(text, null, options) as Tree[] };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const skipped = text.startsWith('\uFEFF') ? 1 : 0;
    return {
      ok: false,
      reason: inOurWords(error.reason),
      offset: (error.mark?.position ?? 0) + skipped,
      isRepeated: error.reason === 'duplicated mapping key',
    };
  }
}

/** @returns also the text that could be read, and where the first repeated key is; undefined: none is. */
function parseRepeated(
  written: string,
  schema: () => ReturnType<typeof goSchema>,
): { readonly text: string; readonly read: Parsed; readonly repeated?: number } {
  let text = written;
  let repeated: number | undefined;
  for (let count = 1; ; count++) {
    const read = parse(text, schema());
    const renamed =
      !read.ok && read.isRepeated && count <= MOST_REPEATED_KEYS
        ? renameKey(text, read.offset, count)
        : undefined;
    if (!read.ok && renamed !== undefined) {
      repeated ??= read.offset;
      text = renamed;
    } else return { text, read, ...(repeated !== undefined && { repeated }) };
  }
}

const INVISIBLE = 'there is an invisible control character here';
/** The error of js-yaml; its offset is the end of the surrounding text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NON_PRINTABLE = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/;

const TOO_DEEP = 'this is nested too deeply';

/** The message for an error that the explaining parser does not report. */
function inOurWords(reason: string): string {
  if (reason.startsWith('null byte')) return 'this is not a text file: there is a null byte in it';
  if (reason.includes('non-printable') || reason.includes('valid JSON character')) return INVISIBLE;
  if (reason.startsWith('nesting exceeded')) return TOO_DEEP;
  return `this is not valid YAML: ${reason}`;
}
