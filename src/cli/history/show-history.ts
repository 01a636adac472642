import type { RecordedContainer, Release } from '../../model/release.ts';
import { whoLeftHalf } from '../../reconciler/lock/left-by-the-dead.ts';
import { describeHolder } from '../../reconciler/lock/lock-holder.ts';
import {
  historyRecord,
  historyTable,
  releaseRecord,
  type ShownHistory,
  showRelease,
} from '../../ui/tables/history-output.ts';
import type { Cli } from '../context/cli.ts';
import { findHistory, theRelease } from './find-history.ts';
import { modelAt } from './goal.ts';
import { describeMove, movesBetween } from './moved.ts';
import { recordedContainers } from './recorded-containers.ts';

export interface HistoryOptions {
  readonly format: 'table' | 'json';
}

/** @param count of the newest; undefined: all that are kept */
export async function readHistory(cli: Cli, count?: number): Promise<ShownHistory> {
  const { project, observed, history } = await findHistory(cli);
  const { releases, unreadable } = history;
  const holder = whoLeftHalf(project.name, observed.volumes, releases.at(-1));
  const movedSince = (last: Release | undefined, now: readonly RecordedContainer[]): readonly string[] =>
    last ? movesBetween(last.after, now, modelAt(releases, last.number)?.model).map(describeMove) : [];
  const all = releases.map((release, index) => ({
    release,
    movedBefore: movedSince(releases[index - 1], release.before),
  }));
  return {
    project: project.name,
    releases: (count === undefined ? all : all.slice(-count)).toReversed(),
    unreadable,
    ...(holder && { interrupted: `${describeHolder(holder)} was killed before it was done` }),
    movedSince: movedSince(releases.at(-1), recordedContainers(observed)),
  };
}

/** @param count as in `readHistory` */
export async function showHistory(
  cli: Cli,
  count: number | undefined,
  { format }: HistoryOptions,
): Promise<void> {
  const shown = await readHistory(cli, count);
  if (format === 'json') return cli.stdout.write(`${JSON.stringify(historyRecord(shown), null, 2)}\n`);
  if (shown.releases.length === 0 && shown.unreadable.length === 0 && shown.interrupted === undefined)
    cli.stderr.write(
      `nothing is kept of ${shown.project}: the next \`up\` that changes something is the first release\n`,
    );
  else cli.stdout.write(historyTable(shown, cli.stdout.columns));
}

/** One of them, with all that is known of it. @param number undefined: the newest. Error: UserError `no-release`. */
export async function showOne(
  cli: Cli,
  number: number | undefined,
  { format }: HistoryOptions,
): Promise<void> {
  const { project, history } = await findHistory(cli);
  const release = theRelease(history, project.name, number ?? history.releases.at(-1)?.number ?? 1);
  cli.stdout.write(
    format === 'json' ? `${JSON.stringify(releaseRecord(release), null, 2)}\n` : showRelease(release),
  );
}
