import { Schema, Type } from 'js-yaml';
import type { TreeMap } from '../tree/tree.ts';
import { isNumeric, isSpecial, plainScalar } from './yaml-scalars.ts';

const core = (name: string) => `tag:yaml.org,2002:${name}`;
const textOf = (data: unknown) => (data === null ? '' : String(data));

/** Observations of the reader besides the values. */
export interface Noticed {
  /** The number of merge keys (`<<`); two in one mapping are an error that js-yaml does not detect. */
  mergeKeys: number;
}

/** The reader's result for any value tagged `!reset`. Compared by identity; `dropResets` removes it. */
export const RESET: TreeMap = Object.freeze({});

/**
 * The schema for js-yaml that resolves scalars with `plainScalar` and tags as Go's library does: tags of YAML
 * itself convert, all others are ignored and leave a text.
 *
 * One type for all plain scalars, because js-yaml tries each type of a schema on each scalar.
 */
export function goSchema(noticed: Noticed): Schema {
  return new Schema({
    implicit: [
      new Type(core('merge'), {
        kind: 'scalar',
        resolve: (text: unknown) => text === '<<',
        construct: (text: unknown) => {
          noticed.mergeKeys++;
          return text;
        },
      }),
      new Type('tag:gantry/plain', {
        kind: 'scalar',
        construct: (text: unknown) => plainScalar(String(text)),
      }),
    ],
    explicit: [...YAML_TAGS, ...otherTags((tag, data) => (tag === '!reset' ? RESET : data))],
  });
}

/**
 * The schema that finds keys which are not texts: a key that `goSchema` would not read as a text gets the prefix `UNQUOTED`.
 * Merge keys are ordinary keys here, so a second one is a duplicate key.
 */
export function keySchema(): Schema {
  const mark = (text: unknown) => (isSpecial(String(text)) ? `${UNQUOTED}${text}` : text);
  return new Schema({
    implicit: [new Type('tag:gantry/plain', { kind: 'scalar', construct: mark })],
    explicit: [...YAML_TAGS, ...otherTags((_tag, data) => data)],
  });
}

/**
 * The schema that finds the tags for merging: `mark` replaces a tagged value. Merge keys are ordinary keys here, because a value
 * of one merge key may be hidden by another, and its tag applies all the same.
 */
export function tagSchema(mark: (tag: MergeTag) => unknown): Schema {
  return new Schema({
    implicit: [new Type('tag:gantry/plain', { kind: 'scalar' })],
    explicit: [
      ...YAML_TAGS,
      ...otherTags((tag, data) => (tag === '!reset' || tag === '!override' ? mark(tag) : data)),
    ],
  });
}

export type MergeTag = '!reset' | '!override';

/** A private-use character, which no real key starts with. */
export const UNQUOTED = '\uE000';

function converting(name: string, accepts: (text: string) => boolean): Type {
  return new Type(core(name), {
    kind: 'scalar',
    resolve: (data: unknown) => accepts(textOf(data)),
    construct: (data) => plainScalar(textOf(data)),
  });
}

const YAML_TAGS: readonly Type[] = [
  new Type(core('str'), { kind: 'scalar', construct: textOf }),
  new Type(core('binary'), { kind: 'scalar', construct: (data) => base64Text(textOf(data)) }),
  new Type(core('timestamp'), { kind: 'scalar', construct: textOf }),
  converting('int', isNumeric),
  converting('float', isNumeric),
  converting('bool', (text) => typeof plainScalar(text) === 'boolean'),
  converting('null', (text) => plainScalar(text) === null),
  new Type(core('seq'), { kind: 'sequence' }),
  new Type(core('map'), { kind: 'mapping' }),
];

/** One for each kind of node; a node without content has no kind, and js-yaml uses the first type. */
function otherTags(construct: (tag: string, data: unknown) => unknown): readonly Type[] {
  return (['scalar', 'sequence', 'mapping'] as const).map(
    (kind) =>
      new Type('', {
        kind,
        multi: true,
        construct: (data: unknown, tag?: string) => construct(tag ?? '', data === null ? '' : data),
      }),
  );
}

export const base64Text = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
