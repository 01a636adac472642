import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Release } from '../../model/release.ts';
import { hasHistory } from '../../reconciler/history/history-names.ts';
import { openHistory, type StoredHistory } from '../../reconciler/history/history-store.ts';
import { whyUnreadable } from '../../ui/tables/history-output.ts';
import type { Cli } from '../context/cli.ts';
import type { Target } from '../context/target.ts';

interface Found extends Target {
  readonly history: StoredHistory;
}

const NOTHING: StoredHistory = { files: new Map(), releases: [], unreadable: [] };

/** The project that is meant, with what is kept of it. Error: UserError `no-release` on a swarm, which keeps none. */
export async function findHistory(cli: Cli): Promise<Found> {
  refuseSwarm(cli);
  const { findTarget } = await import('../find/target.ts');
  const target = await findTarget(cli, []);
  return { ...target, history: await historyOf(target) };
}

/** Nothing is asked where the list of volumes says that there is nothing. */
export async function historyOf({ engine, project, observed }: Target): Promise<StoredHistory> {
  if (!hasHistory(project.name, observed.volumes)) return NOTHING;
  return openHistory(engine, project.name, true, new AbortController().signal);
}

function refuseSwarm({ globals }: Pick<Cli, 'globals'>): void {
  if (globals.on !== 'swarm') return;
  throw new UserError('bad-usage', 'gantry keeps no history of a project on a swarm', {
    hint: 'a swarm itself remembers what each service was before its last update',
  });
}

/** Error: UserError `no-release` with those that there are, or why it cannot be read. */
export function theRelease(
  { releases, unreadable }: StoredHistory,
  project: string,
  number: number,
): Release {
  const found = releases.find((release) => release.number === number);
  if (found) return found;
  const broken = unreadable.find((one) => one.number === number);
  if (broken)
    throw new UserError('no-release', whyUnreadable(broken, project), {
      hint:
        broken.why === 'newer'
          ? 'use that gantry, or a newer one'
          : ['choose another one: ', gantry('history')],
    });
  const numbers = releases.map((release) => release.number);
  throw new UserError('no-release', `there is no release ${number} of ${project}`, {
    hint:
      numbers.length === 0
        ? 'nothing is kept of this project: the next `up` that changes something is the first release'
        : [`there are ${ranges(numbers)}: `, gantry('history')],
  });
}

/** `1-3, 7` */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
