import type { RecordedModel, Release } from '../../model/release.ts';
import type { Cli } from '../context/cli.ts';
import { diffReleases, type ReleaseDifference } from './diff-models.ts';
import { findHistory, theRelease } from './find-history.ts';
import { modelAt } from './goal.ts';

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
