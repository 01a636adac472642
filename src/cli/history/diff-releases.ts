import { isJsonMap, type Json } from '../../model/json.ts';
import type { RecordedModel, Release } from '../../model/release.ts';
import { maskModel } from '../../spec/masking/mask-explanation.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Cli } from '../context/cli.ts';
import { findHistory, theRelease } from './find-history.ts';
import { modelAt } from './goal.ts';
import { scalesOf } from './scales.ts';

/** One value that differs. Absent: that one does not have it. */
interface ReleaseDifference {
  /** In the words of the Compose file, with dots between them. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** What differs between two releases: the model, the images that its names stood for, and what was in secrets and configs. */
function diffReleases(a: RecordedModel, b: RecordedModel): readonly ReleaseDifference[] {
  const files = differences(leaves(a.file), leaves(b.file));
  const masked = [shownLeaves(a), shownLeaves(b)] as const;
  return [
    ...files.map((path) => difference(path, masked[0].get(path), masked[1].get(path))),
    ...named('image', imagesOf(a), imagesOf(b)),
    ...named('content', a.contents, b.contents, (hash) => `sha256:${hash.slice(0, 12)}`),
    ...named('scale', askedScales(a, b), askedScales(b, a)),
  ];
}

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
function shownLeaves({ file, secretVariables }: RecordedModel): ReadonlyMap<string, string> {
  const hidden = new Set(
    Object.entries(secretVariables).flatMap(([service, names]) =>
      names.map((name) => `services.${service}.environment.${name}`),
    ),
  );
  const isHidden = (path: readonly (string | number)[]): boolean => hidden.has(path.join('.'));
  return leaves(maskModel(file, [], isHidden, () => [], hidePasswords));
}

/** Values by their path; lists are values as a whole. */
function leaves(json: Json, path: readonly string[] = []): ReadonlyMap<string, string> {
  if (!isJsonMap(json))
    return new Map([[path.join('.'), typeof json === 'string' ? json : stableJson(json)]]);
  return new Map(Object.entries(json).flatMap(([key, value]) => [...leaves(value, [...path, key])]));
}

interface Compared {
  readonly project: string;
  readonly from: number;
  readonly to: number;
  readonly differences: readonly ReleaseDifference[];
}

/**
 * @param from default: the one before `to`
 * @param to default: the newest
 *
 * Error: UserError `no-release`.
 */
export async function compareReleases(
  cli: Cli,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<Compared> {
  const { project, history } = await findHistory(cli);
  const numbers = history.releases.map(({ number }) => number);
  const { to = numbers.at(-1) ?? 1 } = asked;
  const { from = numbers.findLast((number) => number < to) ?? to } = asked;
  const modelOf = (release: Release): RecordedModel => {
    const own = release.model ?? modelAt(history.releases, release.number)?.model;
    return own ?? { ...EMPTY, file: { name: project.name } };
  };
  const [a, b] = [from, to].map((number) => modelOf(theRelease(history, project.name, number)));
  return { project: project.name, from, to, differences: a && b ? diffReleases(a, b) : [] };
}

/** @returns whether they differ. Error: UserError `no-release`. */
export async function showDiff(
  cli: Cli,
  asked: Parameters<typeof compareReleases>[1],
  format: 'text' | 'json',
): Promise<boolean> {
  const { project, from, to, differences: found } = await compareReleases(cli, asked);
  cli.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ version: 1, project, from, to, differences: found }, null, 2)}\n`
      : found.map((one) => `${one.path}: ${one.from ?? '(none)'} -> ${one.to ?? '(none)'}\n`).join(''),
  );
  if (format === 'text' && found.length === 0)
    cli.stderr.write(`releases ${from} and ${to} made the project into the same\n`);
  return found.length > 0;
}

const EMPTY: Omit<RecordedModel, 'file'> = {
  workingDir: '/',
  configFiles: [],
  envFiles: [],
  scale: {},
  images: {},
  contents: {},
  secretVariables: {},
  hashes: {},
};
