import type { PageRun, PageStep } from '../../model/page-state.ts';
import { duration, runWords, STEP_SHAPES } from '../../model/page-words.ts';
import { bold, type Line, muted, plain, type Tone, toned } from '../screen/span.ts';
import { failureLines } from './problem-lines.ts';
import { wrap } from './wrap.ts';

const TONES: { readonly [S in PageStep['status']]: Tone } = {
  waiting: 'muted',
  running: 'accent',
  done: 'ok',
  skipped: 'muted',
  failed: 'bad',
  blocked: 'warn',
  cancelled: 'muted',
};

const RUN_TONES: { readonly [S in PageRun['status']]: Tone } = {
  running: 'accent',
  done: 'ok',
  failed: 'bad',
  cancelled: 'warn',
  refused: 'bad',
};

/** Each step with what it does, and how long it took. Those that run stand first. */
export function runLines(run: PageRun, nowMs: number, columns: number): readonly Line[] {
  const steps = Object.values(run.steps);
  const took = duration((run.endedAt ?? nowMs) - run.startedAt);
  return [
    [{ ...toned(RUN_TONES[run.status], runWords(run)), bold: true }, muted(`  ${took}`)],
    ...run.failures.flatMap((failure) => failureLines(failure, columns)),
    ...run.notes.flatMap((note) => wrap(`▲ ${note}`, columns, { tone: 'warn' }, '  ')),
    ...steps.toSorted(byActivity).map((step) => stepLine(step, nowMs - run.startedAt)),
  ];
}

const RANK: { readonly [S in PageStep['status']]: number } = {
  failed: 0,
  running: 1,
  waiting: 2,
  blocked: 3,
  cancelled: 3,
  done: 4,
  skipped: 4,
};

const byActivity = (a: PageStep, b: PageStep): number => RANK[a.status] - RANK[b.status] || a.id - b.id;

function stepLine(step: PageStep, runMs: number): Line {
  const { label, doing, status, progress, startedMs, endedMs, after } = step;
  const time = startedMs === undefined ? '' : `  ${duration((endedMs ?? runMs) - startedMs)}`;
  const says = status === 'running' ? [doing, progress] : [progress ?? status];
  const waits = status === 'waiting' && after.length > 0 ? ` for ${after.join(', ')}` : '';
  return [
    toned(TONES[status], STEP_SHAPES[status]),
    muted(` ${String(step.id).padStart(2)} `),
    status === 'waiting' ? muted(label) : bold(label),
    plain('  '),
    toned(TONES[status], `${says.filter((text) => text !== undefined).join(': ')}${waits}`),
    muted(time),
  ];
}
