import { isJsonMap, type Json } from '../../model/json.ts';
import type { RecordedModel } from '../../model/release.ts';
import { maskModel } from '../../spec/masking/mask-explanation.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import { stableJson } from '../../util/stable-json.ts';
import { scalesOf } from './scales.ts';

/** One value that differs. Absent: that one does not have it. */
export interface ReleaseDifference {
  /** In the words of the Compose file, with dots between them; with `[]` behind it: an element of a list. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** What differs between two releases: the model, the images that its names stood for, and what was in secrets and configs. */
export function diffReleases(a: RecordedModel, b: RecordedModel): readonly ReleaseDifference[] {
  return [
    ...diffFiles(a, b),
    ...named('image', imagesOf(a), imagesOf(b)),
    ...named('content', a.contents, b.contents, (hash) => `sha256:${hash.slice(0, 12)}`),
    ...named('scale', askedScales(a, b), askedScales(b, a)),
  ];
}

export type WrittenModel = Pick<RecordedModel, 'file' | 'secretVariables'>;

/** What differs between two files, each written as one tree. */
export function diffFiles(a: WrittenModel, b: WrittenModel): readonly ReleaseDifference[] {
  const written = differences(textsOf(leaves(a.file)), textsOf(leaves(b.file)));
  const masked = [shownLeaves(a), shownLeaves(b)] as const;
  return written.flatMap((path) => differencesOf(path, masked[0].get(path), masked[1].get(path)));
}

function differencesOf(
  path: string,
  from: Json | undefined,
  to: Json | undefined,
): readonly ReleaseDifference[] {
  const elements = isSequence(path) ? [] : differingElements(path, listOf(from), listOf(to));
  // In another order, or masked: each list has what the other one has.
  if (elements.length > 0) return elements;
  return [difference(path, from === undefined ? from : textOf(from), to === undefined ? to : textOf(to))];
}

/** Words of a program: one alone says nothing. */
const isSequence = (path: string): boolean => /\.(?:command|entrypoint|test)$/.test(path);

/** @returns undefined: it is no list */
const listOf = (json: Json | undefined = []): readonly Json[] | undefined =>
  Array.isArray(json) ? json : undefined;

function differingElements(
  path: string,
  from: readonly Json[] | undefined,
  to: readonly Json[] | undefined,
): readonly ReleaseDifference[] {
  if (!from || !to) return [];
  const [had, has] = [from.map(elementText), to.map(elementText)];
  return [
    ...had.flatMap((one) => (has.includes(one) ? [] : [difference(`${path}[]`, one, undefined)])),
    ...has.flatMap((one) => (had.includes(one) ? [] : [difference(`${path}[]`, undefined, one)])),
  ];
}

/** `target=80 published=8080`: an element of several fields, as a short form has no room for all of them. */
const elementText = (json: Json): string =>
  isJsonMap(json)
    ? [...leaves(json)]
        .map(([name, value]) => `${name}=${textOf(value)}`)
        .sort()
        .join(' ')
    : textOf(json);

const imagesOf = ({ images }: RecordedModel): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(images).map(([name, { id }]) => [name, id]));

/** Of services that both have, where one of them was asked for a number: what the files say is told of the files. */
const askedScales = (of: RecordedModel, other: RecordedModel): Readonly<Record<string, string>> => {
  const [own, others] = [scalesOf(of), scalesOf(other)];
  const isAsked = (name: string): boolean => name in others && (name in of.scale || name in other.scale);
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, count]) => (isAsked(name) ? [[name, String(count)] as const] : [])),
  );
};

function named(
  what: string,
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
  show: (value: string) => string = (value) => value,
): readonly ReleaseDifference[] {
  const names = differences(new Map(Object.entries(a)), new Map(Object.entries(b)));
  const shown = (value: string | undefined) => (value === undefined ? undefined : show(value));
  return names.map((name) => difference(`${what} ${name}`, shown(a[name]), shown(b[name])));
}

const difference = (path: string, from: string | undefined, to: string | undefined): ReleaseDifference => ({
  path,
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).sort();
}

/** As they may be shown: variables of env files are hidden, whatever their names. */
function shownLeaves({ file, secretVariables }: WrittenModel): ReadonlyMap<string, Json> {
  const hidden = new Set(
    Object.entries(secretVariables).flatMap(([service, names]) =>
      names.map((name) => `services.${service}.environment.${name}`),
    ),
  );
  const isHidden = (path: readonly (string | number)[]): boolean => hidden.has(path.join('.'));
  return leaves(maskModel(file, [], isHidden, () => [], hidePasswords));
}

/** Values by their path; lists are values as a whole. */
function leaves(json: Json, path: readonly string[] = []): ReadonlyMap<string, Json> {
  if (!isJsonMap(json)) return new Map([[path.join('.'), json]]);
  return new Map(Object.entries(json).flatMap(([key, value]) => [...leaves(value, [...path, key])]));
}

const textsOf = (values: ReadonlyMap<string, Json>): ReadonlyMap<string, string> =>
  new Map([...values].map(([path, value]) => [path, textOf(value)]));

const textOf = (json: Json): string => (typeof json === 'string' ? json : stableJson(json));
