import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { Release } from '../../model/release.ts';
import { trashedInPlace, trashedVolumes } from '../../model/trash.ts';
import { describeRelease } from './describe-release.ts';
import type { LastChange } from './last-change.ts';
import { describeMove, type Move } from './moved.ts';

/** Which command is taken back. */
export function describeUndo(release: Release, releases: readonly Release[]): string {
  const { number, verb, of } = release;
  const what = `takes back release ${number}: ${describeRelease(release)}`;
  if (verb !== 'undo' || of === undefined) return what;
  const former = releases.find((one) => one.number === of);
  return `${what}, which had taken back release ${of}${former ? ` (${former.typed.join(' ')})` : ''}`;
}

/** What others did since, and what becomes of it. */
export function remarksOnMoves(moves: readonly Move[], leaves: ReadonlySet<string>): readonly string[] {
  const of = (isLeft: boolean): string =>
    moves
      .filter(({ service }) => leaves.has(service) === isLeft)
      .map(describeMove)
      .join(', ');
  const [left, mixed] = [of(true), of(false)];
  return [
    ...(left === '' ? [] : [`something else has changed the project since, and that stays: ${left}`]),
    ...(mixed === '' ? [] : [`something else has changed since what this takes back: ${mixed}`]),
  ];
}

const HOW_TO_FILL = '"restore FILE" gives it the content of a backup';

/** What became of data, and does not go back. */
export function remarksOnData(
  { release }: LastChange,
  { volumes }: Pick<Observed, 'volumes'>,
  project: string,
): readonly string[] {
  if (!release) return [];
  const there = new Set(volumes.map(({ name }) => name));
  const inTrash = new Set(
    trashedVolumes(volumes)
      .filter((trashed) => trashed.project === project)
      .map(({ name }) => name),
  );
  const emptied = (release.trashedVolumes ?? []).filter((name) => !inTrash.has(name) && !there.has(name));
  const becomes = (name: string): string =>
    there.has(name) ? 'what it has now stays' : `it comes back empty; ${HOW_TO_FILL}`;
  return [
    ...release.lostVolumes.map(
      (name) => `volume "${name}" was destroyed by release ${release.number}: ${becomes(name)}`,
    ),
    ...emptied.map((name) => `volume "${name}" is in the trash no more: it comes back empty; ${HOW_TO_FILL}`),
  ];
}

/** Where all containers go, the volumes of the project do not. */
export function remarkOnVolumesLeft(
  { volumes }: Pick<Observed, 'volumes'>,
  project: string,
): readonly string[] {
  const thrown = trashedInPlace(volumes);
  const names = volumes
    .filter(
      ({ name, labels }) =>
        labels[LABEL.project] === project && labels[LABEL.volume] !== undefined && !thrown.has(name),
    )
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) return [];
  return [`${names.join(', ')} stay${names.length === 1 ? 's' : ''}: "down -v" removes volumes`];
}
