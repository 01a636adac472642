import type { Commit, Release, Unreadable } from '../../model/release.ts';
import { visible, visibleLines } from '../../util/disarm.ts';
import { SIGNS } from '../plan/action-signs.ts';
import { tabulate } from './tabulate.ts';

/** The changes of a project, for people and for programs. */
export interface ShownHistory {
  readonly project: string;
  /** The newest first. */
  readonly releases: readonly ShownRelease[];
  readonly unreadable: readonly Unreadable[];
  /** Who died with the lock of the project, so that nobody knows what was done by then. Absent: nobody did. */
  readonly interrupted?: string;
  /** What others have changed since the newest one. */
  readonly movedSince: readonly string[];
}

interface ShownRelease {
  readonly release: Release;
  /** What others had changed since the one before. */
  readonly movedBefore: readonly string[];
}

const HEAD = ['#', 'WHEN', 'WHO', 'COMMAND', 'COMMIT', 'OUTCOME', 'CHANGED'];

/** Of what was changed in one release. */
const MOST_NAMES = 4;

export function historyTable(
  { project, releases, unreadable, interrupted, movedSince }: ShownHistory,
  columns: number,
): string {
  const rows = releases.flatMap(({ release, movedBefore }) => [rowOf(release), ...movedBefore.map(movedRow)]);
  const since = movedSince.map(movedRow);
  const died = interrupted === undefined ? [] : [['', '', '', '', '', 'unknown', interrupted]];
  const table = tabulate([HEAD, ...died, ...since, ...rows], {
    minWidth: 4,
    columns,
    sacrifices: [
      { column: 'CHANGED', downTo: 16 },
      { column: 'COMMAND', downTo: 10 },
      { column: 'WHO', downTo: 8 },
    ],
  });
  const notes = unreadable.map((one) => `${whyUnreadable(one, project)}\n`);
  return `${table}${notes.length > 0 ? '\n' : ''}${notes.join('')}`;
}

const movedRow = (line: string): readonly string[] => ['', '', '', '', '', 'meanwhile', line];

function rowOf({
  number,
  at,
  by,
  typed,
  commit,
  outcome,
  of,
  changes,
  failures,
  verb,
  killed,
}: Release): readonly string[] {
  const names = changedNames(changes);
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return [
    String(number),
    at.replace('T', ' ').replace(/(\.\d+)?Z$/, ''),
    authorText(by),
    typed.join(' ') + aimOf({ typed, of, verb }) + (killed ? ` (after a killed ${killed.command})` : ''),
    commit ? commitText(commit) : '-',
    outcome,
    failures[0] === undefined ? shown + more || '-' : failures[0],
  ];
}

function aimOf({
  typed,
  of,
  verb,
}: Pick<Release, 'typed' | 'verb'> & { readonly of: number | undefined }): string {
  if (of === undefined || typed.includes(String(of))) return '';
  return verb === 'undo' ? ` (of ${of})` : ` (to ${of})`;
}

export const authorText = ({ user, host, pipeline }: Release['by']): string =>
  pipeline === undefined ? `${user}@${host}` : `${user}@${host} (${pipeline})`;

/** `4f1c2a7b+`: with changes since. */
export const commitText = ({ sha, isDirty }: Commit): string => sha.slice(0, 8) + (isDirty ? '+' : '');

/** `Container shop-web-1: replace because …` gives `± shop-web-1`. */
const changedNames = (changes: readonly string[]): readonly string[] => [
  ...new Set(
    changes.map((line) => {
      const [label = line, done = ''] = line.split(': ');
      const sign = Object.entries(SIGNS).find(([action]) => done.startsWith(`${action} `))?.[1];
      const name = label.replace(/^Container /, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
      return sign === undefined ? name : `${sign} ${name}`;
    }),
  ),
];

export function whyUnreadable({ file, number, why, savedBy }: Unreadable, project: string): string {
  const which = number === undefined ? `a release (${file})` : `release ${number}`;
  switch (why) {
    case 'damaged':
      return `${which} of ${project} is damaged, and cannot be read`;
    case 'newer':
      return `${which} of ${project} was written by gantry ${savedBy === undefined ? 'of another version' : visible(savedBy)}, in a format that this one does not know`;
    case 'of-another-project':
      return `${which} in the history of ${project} is one of another project`;
  }
}

export const historyRecord = ({ project, releases, unreadable, interrupted, movedSince }: ShownHistory) => ({
  version: 1,
  project,
  ...(interrupted !== undefined && { interrupted }),
  movedSince,
  releases: releases.map(({ release, movedBefore }) => ({ ...releaseRecord(release), movedBefore })),
  unreadable,
});

/** Without the file: it has the values of variables. */
export function releaseRecord({ model, before: _before, after, ...release }: Release) {
  return {
    ...release,
    canBeGoneBackTo: model !== undefined && release.outcome === 'done',
    containers: after.map(({ name, service, isRunning }) => ({ name, service, running: isRunning })),
    ...(model && { images: model.images, contents: model.contents, scale: model.scale }),
  };
}

/** One of them, with all that is known of it. */
export function showRelease(release: Release): string {
  const {
    number,
    project,
    at,
    tookMs,
    by,
    typed,
    commit,
    outcome,
    model,
    changes,
    failures,
    savedBy,
    killed,
  } = release;
  const images = Object.entries(model?.images ?? {});
  const lines = [
    `release ${number} of ${project}: ${outcome}`,
    `  ${at} by ${authorText(by)}, in ${(tookMs / 1000).toFixed(1)} s, with gantry ${savedBy}`,
    `  gantry ${typed.join(' ')}`,
    ...(killed
      ? [
          `  before it, "${killed.command}" of ${killed.user}@${killed.host} was killed, begun ${killed.since}`,
        ]
      : []),
    ...(commit ? [`  commit ${commit.sha}${commit.isDirty ? ', and changes since' : ''}`] : []),
    ...failures.map((failure) => `  failed: ${failure}`),
    ...part(outcome === 'returned' ? 'changes, which all went back' : 'changes', changes),
    ...part(
      'images',
      images.map(([name, { id, digests = [] }]) => [name, id, ...digests].join('  ')),
    ),
    ...part(
      'contents',
      Object.entries(model?.contents ?? {}).map(([name, hash]) => `${name}  sha256:${hash.slice(0, 12)}`),
    ),
    ...part('volumes lost', release.lostVolumes),
  ];
  return lines.map((line) => `${visibleLines(line, '    ')}\n`).join('');
}

const part = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
