import { Schema, Type } from 'js-yaml';
import type { TreeMap } from '../tree/tree.ts';
import { isNumeric, isSpecial, plainScalar } from './yaml-scalars.ts';

const core = (name: string) => `tag:yaml.org,2002:${name}`;
const textOf = (data: unknown) => (data === null ? '' : String(data));

/** What the reader cannot say with the values it returns. */
export interface Noticed {
  /** Merge keys (`<<`); one mapping with two of them is an error, which js-yaml does not see. */
  mergeKeys: number;
}

/** What the reader gives for a value tagged `!reset`, whatever it is. Known by its identity; `dropResets` takes it out. */
export const RESET: TreeMap = Object.freeze({});

/**
 * The schema for js-yaml that resolves scalars as `plainScalar` does and takes tags as Go's library does: those of
 * YAML itself convert, all others are ignored and leave a text.
 *
 * One type for all plain scalars, because js-yaml asks each type of a schema about each scalar.
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
 * The schema that tells keys which are texts from keys which are not: a key that `goSchema` would not read as a text
 * comes out with `UNQUOTED` before it. Merge keys are keys like others, so that a repeated one is a repeated key.
 */
export function keySchema(): Schema {
  const mark = (text: unknown) => (isSpecial(String(text)) ? `${UNQUOTED}${text}` : text);
  return new Schema({
    implicit: [new Type('tag:gantry/plain', { kind: 'scalar', construct: mark })],
    explicit: [...YAML_TAGS, ...otherTags((_tag, data) => data)],
  });
}

/**
 * The schema that finds the tags that say something about merging: `mark` makes what stands for a tagged value.
 * Merge keys are keys like others here, because a value that one of them brings in may be hidden by another and its
 * tag counts all the same.
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

/** A private-use character, which nobody begins a key with. */
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

/** One for each kind of node; a node without content has no kind, and js-yaml takes the first of them. */
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
