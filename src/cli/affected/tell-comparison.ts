import { realpathSync } from 'node:fs';
import { hintText } from '../../diagnostics/hint.ts';
import { shownPath } from '../../spec/read/read-source.ts';
import type { Cli } from '../context/cli.ts';
import type { AffectedSince } from './find-affected-since.ts';

/** Paths as messages have them. */
export function shownIn(cwd: string): (path: string) => string {
  const folder = realpathSync(cwd);
  return (path) => shownPath(path, folder);
}

/** What was compared with what; empty: nobody could. */
export function comparedWith({ base, removed, services }: AffectedSince): string {
  if (!base) return '';
  const { asked, how, commit, changedFiles } = base;
  const from = `${asked} (${how === 'shared' ? 'where HEAD left it: ' : ''}${commit.slice(0, 12)})`;
  const gone = removed.length > 0 ? `no more in the files: ${removed.join(', ')}\n` : '';
  return `${changedFiles} changed ${changedFiles === 1 ? 'file' : 'files'} since ${from}${services.length > 0 ? '' : ': no service is affected'}\n${gone}`;
}

/** More lines than these nobody reads. */
const MOST_LINES = 5;

export function warnOfWhatNobodySees(cli: Cli, { base, everything, unseen }: AffectedSince): void {
  const warn = (message: string): void => {
    cli.stderr.write(`warning: ${message}\n`);
  };
  if (everything) {
    warn(`all services count as affected: ${everything.why}`);
    if (everything.hint !== undefined) cli.stderr.write(`hint: ${hintText(everything.hint)}\n`);
  }
  for (const note of base?.notes ?? []) warn(note);
  const show = shownIn(cli.cwd);
  for (const { path, why, services } of unseen.slice(0, MOST_LINES)) {
    const whose = services.length > 0 ? services.join(', ') : 'the project';
    const front =
      why === 'ignored'
        ? `git ignores ${show(path)}, which is part of ${whose}`
        : `${show(path)} is outside of the repository, and part of ${whose}`;
    warn(`${front}: nobody can tell whether it has changed`);
  }
  if (unseen.length > MOST_LINES)
    warn(`there are ${unseen.length - MOST_LINES} more such paths: see --format json`);
}
