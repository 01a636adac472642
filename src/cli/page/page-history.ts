import type { PageHistory, PageReleaseDifference } from '../../model/page-history.ts';
import { authorText, commitText, releaseRecord, whyUnreadable } from '../../ui/tables/history-output.ts';
import type { Cli } from '../context/cli.ts';
import { compareReleases } from '../history/diff-releases.ts';
import { readHistory } from '../history/show-history.ts';

/** Error: UserError as `findHistory`. */
export async function historyForPage(cli: Cli): Promise<PageHistory> {
  const { project, releases, unreadable, interrupted, movedSince } = await readHistory(cli);
  return {
    releases: releases.map(({ release, movedBefore }) => {
      const { number, at, tookMs, by, typed, commit, outcome, changes, failures } = release;
      return {
        number,
        at,
        tookMs,
        by: authorText(by),
        command: ['gantry', ...typed].join(' '),
        ...(commit && { commit: commitText(commit) }),
        outcome,
        changes,
        failures,
        movedBefore,
        canBeGoneBackTo: releaseRecord(release).canBeGoneBackTo,
      };
    }),
    ...(interrupted !== undefined && { interrupted }),
    movedSince,
    unreadable: unreadable.map((one) => whyUnreadable(one, project)),
  };
}

/** Error: UserError `no-release`. */
export async function diffForPage(
  cli: Cli,
  from: number,
  to: number,
): Promise<readonly PageReleaseDifference[]> {
  const { differences } = await compareReleases(cli, { from, to });
  return differences;
}
