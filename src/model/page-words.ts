import type { PageRun, PageStatus } from './page-state.ts';

/** Texts of the page that depend on no state, for every form it is drawn in; states are never told by colour alone. */
export const SHAPES: { readonly [S in PageStatus]: string } = {
  failed: '✕',
  waiting: '▲',
  starting: '◐',
  running: '●',
  done: '✓',
  stopped: '○',
};

export const STEP_SHAPES = {
  waiting: '·',
  running: '◐',
  done: '✓',
  skipped: '–',
  failed: '✕',
  blocked: '▲',
  cancelled: '○',
} as const;

export const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;

export function ageOf(createdAt: number, now: number): string {
  const seconds = Math.max(0, Math.round(now / 1000 - createdAt));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export const duration = (ms: number): string =>
  ms < 1000
    ? `${Math.round(ms)} ms`
    : ms < 60_000
      ? `${(ms / 1000).toFixed(1)} s`
      : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;

/** `Applying: 2 of 5 steps`; of a way back, its own steps. */
export function runWords({ status, steps, returnsFrom }: PageRun): string {
  if (status !== 'running') return `Applied: ${status}`;
  const current = Object.values(steps).filter(({ id }) => id >= (returnsFrom ?? 0));
  const ended = current.filter((step) => step.status !== 'waiting' && step.status !== 'running');
  return `${returnsFrom === undefined ? 'Applying' : 'Going back'}: ${ended.length} of ${current.length} steps`;
}

/** What a change does to what runs, for people. */
export const DISRUPTION_WORDS: Readonly<Record<string, string>> = {
  reconnect: 'connections break for a moment',
  restart: 'restarts',
  replace: 'is stopped and replaced',
  downtime: 'does not run afterwards',
  'data-loss': 'DATA IS LOST',
};
