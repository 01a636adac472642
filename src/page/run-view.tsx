import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { criticalPath, lengthWithout } from '../model/page-critical-path.ts';
import type { PageRun, PageStep } from '../model/page-state.ts';
import { waitChain } from '../model/page-waits.ts';
import { duration, runWords, STEP_SHAPES } from '../model/page-words.ts';
import { FailureCard } from './failure-card.tsx';
import { post } from './page-key.ts';
import './run.css';
import { tell } from './store.ts';

/** How often the bars of what goes on grow. */
const GROW_MS = 200;
const TICKS = 4;

interface RunViewProps {
  readonly run: PageRun;
  readonly readOnly: boolean;
}

/** Each step as a bar over the time of the run, with the chain that its length comes from. */
export function RunView({ run, readOnly }: RunViewProps): JSX.Element {
  const now = useNow(run.status === 'running') - run.startedAt;
  const steps = Object.values(run.steps).toSorted(
    (a, b) => (a.startedMs ?? Number.MAX_VALUE) - (b.startedMs ?? Number.MAX_VALUE) || a.id - b.id,
  );
  const length = Math.max(
    1,
    ...steps.map(({ startedMs, endedMs }) => endedMs ?? (startedMs === undefined ? 0 : now)),
  );
  const path = run.status === 'running' ? [] : criticalPath(run.steps);
  const onPath = new Set(path.map(({ id }) => id));
  return (
    <section class="run" aria-label="Run">
      <div class="heading">
        <h2 class={`run-${run.status}`}>{runWords(run)}</h2>
        {run.by !== undefined && <span class="muted">{run.by}</span>}
        {run.status === 'running' && run.by === undefined && !readOnly && (
          <button type="button" onClick={() => void cancel()}>
            {run.returnsFrom === undefined ? 'Cancel' : 'Leave it as it is'}
          </button>
        )}
        {run.endedAt !== undefined && <span class="muted">{duration(run.endedAt - run.startedAt)}</span>}
      </div>
      {run.failures.map((failure, index) => (
        <FailureCard key={index} failure={failure} />
      ))}
      {run.notes.map((note, index) => (
        <p key={index} class="warn">
          ▲ {note}
        </p>
      ))}
      {path.length > 1 && <CriticalPath run={run} path={path} length={length} />}
      <ol class="steps">
        {steps.length > 0 && <TimeAxis length={length} />}
        {steps.map((step) => (
          <Step
            key={step.id}
            step={step}
            isReturn={run.returnsFrom !== undefined && step.id >= run.returnsFrom}
            waits={run.status === 'running' && step.status === 'waiting' ? waitChain(run.steps, step) : []}
            isOnPath={onPath.has(step.id)}
            length={length}
            now={now}
          />
        ))}
      </ol>
    </section>
  );
}

/** The time, again and again while something goes on. */
function useNow(goesOn: boolean): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    if (!goesOn) return;
    const timer = setInterval(() => (now.value = Date.now()), GROW_MS);
    return () => clearInterval(timer);
  }, [goesOn]);
  return goesOn ? Math.max(now.value, Date.now()) : now.value;
}

interface CriticalPathProps {
  readonly run: PageRun;
  readonly path: readonly PageStep[];
  readonly length: number;
}

/** What would have to be faster for the run to be. */
function CriticalPath({ run, path, length }: CriticalPathProps): JSX.Element {
  const longest = path.toSorted((a, b) => timeOf(b) - timeOf(a))[0];
  return (
    <p class="critical-path">
      <strong>What it took its time for:</strong> {path.map(nameOf).join(' → ')}.
      {longest && (
        <>
          {' '}
          Without “{nameOf(longest)}”: {duration(lengthWithout(run.steps, longest.id))} instead of{' '}
          {duration(length)}.
        </>
      )}
    </p>
  );
}

const nameOf = ({ doing, label }: PageStep): string => `${doing} ${label}`;

const timeOf = ({ startedMs = 0, endedMs = 0 }: PageStep): number => endedMs - startedMs;

function TimeAxis({ length }: { readonly length: number }): JSX.Element {
  return (
    <li class="step axis" aria-hidden="true">
      <span class="bar">
        {Array.from({ length: TICKS }, (_, at) => (
          <span key={at} style={{ left: `${(100 * at) / TICKS}%` }}>
            {duration((length * at) / TICKS)}
          </span>
        ))}
      </span>
    </li>
  );
}

interface StepProps {
  readonly step: PageStep;
  /** From what it waits for to what runs. */
  readonly waits: readonly PageStep[];
  readonly isOnPath: boolean;
  /** It takes something back. */
  readonly isReturn: boolean;
  readonly length: number;
  readonly now: number;
}

function Step({ step, waits, isOnPath, isReturn, length, now }: StepProps): JSX.Element {
  const { label, doing, status, progress, startedMs, endedMs } = step;
  const end = endedMs ?? now;
  const blocker = waits.at(-1);
  return (
    <li class={`step step-${status}${isOnPath ? ' critical' : ''}`}>
      <span aria-hidden="true">{STEP_SHAPES[status]}</span>
      <span class="label">
        {isReturn && <span class="muted">back: </span>}
        {doing} {label}
        <span class="for-readers">
          {' '}
          {status}
          {isOnPath && ', in the longest chain'}
        </span>
      </span>
      <span class="progress">{blocker ? `waits for: ${nameOf(blocker)}` : (progress ?? '')}</span>
      <span class="bar" aria-hidden="true">
        {startedMs !== undefined && (
          <span
            style={{
              left: `${(100 * startedMs) / length}%`,
              width: `${(100 * Math.max(1, end - startedMs)) / length}%`,
            }}
          />
        )}
      </span>
      <span class="time">{startedMs === undefined ? '' : duration(end - startedMs)}</span>
    </li>
  );
}

async function cancel(): Promise<void> {
  const { status, json } = await post('cancel', {});
  tell(status < 300 ? 'what has begun is finished, nothing new begins' : (json.reason ?? 'refused'));
}
