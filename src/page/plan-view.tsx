import type { JSX } from 'preact';
import type { PageAskedPlan } from '../model/page-calls.ts';
import { changeShape } from '../model/page-services.ts';
import type {
  PageChange,
  PageFailure,
  PageField,
  PageProblem,
  PageRun,
  PageState,
  PageStep,
} from '../model/page-state.ts';
import { count, DISRUPTION_WORDS, duration, STEP_SHAPES } from '../model/page-words.ts';
import { askedPlan, shownPlan } from './asked-plan.ts';
import { post } from './page-key.ts';
import { copy, dialog, isRunning, openService, tell } from './store.ts';

export function PlanView({ state }: { readonly state: PageState }): JSX.Element {
  const { problems, run, readOnly } = state;
  const shown = shownPlan(state);
  return (
    <section class="plan" aria-label="Plan">
      {problems.filter(({ severity }) => severity === 'error').map(problemCard)}
      {run && <RunView run={run} readOnly={readOnly} />}
      {shown && <Pending state={state} shown={shown} />}
      {problems.some(({ severity }) => severity !== 'error') && <h2>What check says</h2>}
      {problems.filter(({ severity }) => severity !== 'error').map(problemCard)}
    </section>
  );
}

const problemCard = (problem: PageProblem, index: number): JSX.Element => (
  <ProblemCard key={index} problem={problem} />
);

interface PendingProps {
  readonly state: PageState;
  readonly shown: PageAskedPlan;
}

function Pending({ state, shown }: PendingProps): JSX.Element {
  const { readOnly, project } = state;
  const { plan, command } = shown;
  const isAsked = askedPlan.value !== undefined;
  const { changes, withheld, warnings, unchanged } = plan;
  const isEmpty = changes.length + withheld.length === 0;
  return (
    <>
      <div class="heading">
        <h2>
          {isEmpty ? 'Nothing to do' : count(changes.length, 'change')}
          {isAsked && <> of gantry {command}</>}
        </h2>
        {!readOnly && changes.length > 0 && (
          <button
            type="button"
            class="primary"
            disabled={isRunning.value}
            onClick={() => (dialog.value = 'apply')}
          >
            Apply …
          </button>
        )}
        {isAsked ? (
          <button type="button" onClick={() => (askedPlan.value = undefined)}>
            Back to the whole plan
          </button>
        ) : (
          <button type="button" onClick={() => void copy('gantry plan')}>
            Copy: gantry plan
          </button>
        )}
      </div>
      <p class="muted">
        {isEmpty && !isAsked ? `${project} is as its files say: ` : ''}
        {unchanged} unchanged
      </p>
      <ComesAlong changes={changes} />
      {warnings.map((warning) => (
        <p key={warning} class="warn">
          ▲ {warning}
        </p>
      ))}
      {changes.map((change) => (
        <ChangeCard key={`${change.kind} ${change.name} ${change.action}`} change={change} />
      ))}
      {withheld.map(({ kind, name, flag, warning }) => (
        <div key={name} class="card disruption-data-loss">
          <strong>
            {kind} {name} is left as it is
          </strong>
          <p>{warning}</p>
          <button type="button" class="link" onClick={() => void copy(`gantry up -d ${flag}`)}>
            copy: gantry up -d {flag}
          </button>
        </div>
      ))}
    </>
  );
}

/** What is not named itself, but waited for by what is. */
function ComesAlong({ changes }: { readonly changes: readonly PageChange[] }): JSX.Element | null {
  const request = askedPlan.value?.request;
  if (request?.kind !== 'up') return null;
  const all = changes.flatMap(({ service = '' }) => (request.services.includes(service) ? [] : [service]));
  const others = [...new Set(all)].filter((service) => service !== '');
  return others.length === 0 ? null : <p>With what is waited for: {others.join(', ')}.</p>;
}

export function ChangeCard({ change }: { readonly change: PageChange }): JSX.Element {
  const { kind, name, service, action, disruption, because, fields, isDrift } = change;
  const effect = DISRUPTION_WORDS[disruption];
  return (
    <div class={`card disruption-${disruption}`}>
      <div>
        <span class="change" aria-hidden="true">
          {changeShape(action)}
        </span>{' '}
        <strong>{action}</strong> {kind}{' '}
        {service === undefined ? (
          name
        ) : (
          <button type="button" class="link" onClick={() => openService(service)}>
            {name}
          </button>
        )}
        {isDrift && <span class="badge plain">≠ drift</span>}
      </div>
      <div class="muted">
        {because}
        {effect !== undefined && <strong class="effect"> · {effect}</strong>}
      </div>
      {fields.length > 0 && (
        <table>
          <caption class="for-readers">Fields that differ</caption>
          <thead>
            <tr>
              <th scope="col">field</th>
              <th scope="col">is</th>
              <th scope="col">will be</th>
              <th scope="col">in</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <FieldRow key={field.field} field={field} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function FieldRow({ field: { field, from, to, at, remark } }: { readonly field: PageField }): JSX.Element {
  return (
    <tr>
      <th scope="row">{field}</th>
      <td class="from">{from ?? '–'}</td>
      <td class="to">
        {to ?? '–'}
        {remark !== undefined && <div class="muted">{remark}</div>}
      </td>
      <td>
        {at !== undefined && (
          <button type="button" class="link place" onClick={() => void copy(at)}>
            {at}
          </button>
        )}
      </td>
    </tr>
  );
}

export function ProblemCard({ problem }: { readonly problem: PageProblem }): JSX.Element {
  const { severity, code, message, at, excerpt, hint } = problem;
  return (
    <div class={`card problem-${severity}`}>
      <strong>{message}</strong> {code !== undefined && <span class="muted">{code}</span>}
      {at !== undefined && (
        <div>
          <button type="button" class="link place" onClick={() => void copy(at)}>
            {at}
          </button>
        </div>
      )}
      {excerpt && (
        <pre class="excerpt">
          {excerpt.text.slice(0, excerpt.start)}
          <mark>{excerpt.text.slice(excerpt.start, excerpt.end)}</mark>
          {excerpt.text.slice(excerpt.end)}
        </pre>
      )}
      {hint !== undefined && <div class="hint">{hint}</div>}
    </div>
  );
}

export function FailureCard({ failure }: { readonly failure: PageFailure }): JSX.Element {
  const { path, output, blocked } = failure;
  return (
    <div class="failure">
      <ProblemCard problem={failure} />
      {path.length > 1 && <div class="muted">{path.join(' → ')}</div>}
      {output.length > 0 && <pre class="output">{output.join('\n')}</pre>}
      {blocked.length > 0 && <div class="muted">not done because of it: {blocked.join(', ')}</div>}
    </div>
  );
}

/** Each step as a bar over the time of the run: what was waited for is what ends last. */
function RunView({ run, readOnly }: { readonly run: PageRun; readonly readOnly: boolean }): JSX.Element {
  const steps = Object.values(run.steps).toSorted(
    (a, b) => (a.startedMs ?? Number.MAX_VALUE) - (b.startedMs ?? Number.MAX_VALUE) || a.id - b.id,
  );
  const now = Date.now() - run.startedAt;
  const length = Math.max(
    1,
    ...steps.map(({ startedMs = 0, endedMs }) => endedMs ?? (startedMs > 0 ? now : 0)),
  );
  const done = steps.filter(({ status }) => status !== 'waiting' && status !== 'running').length;
  return (
    <section class="run" aria-label="Run">
      <div class="heading">
        <h2 class={`run-${run.status}`}>
          {run.status === 'running' ? `Applying: ${done} of ${steps.length}` : `Applied: ${run.status}`}
        </h2>
        {run.status === 'running' && !readOnly && (
          <button type="button" onClick={() => void cancel()}>
            Cancel
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
      <ol class="steps">
        {steps.map((step) => (
          <Step key={step.id} step={step} length={length} now={now} />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  readonly step: PageStep;
  readonly length: number;
  readonly now: number;
}

function Step({ step, length, now }: StepProps): JSX.Element {
  const { label, doing, status, progress, startedMs, endedMs } = step;
  const end = endedMs ?? now;
  return (
    <li class={`step step-${status}`}>
      <span aria-hidden="true">{STEP_SHAPES[status]}</span>
      <span class="label">
        {doing} {label}
        <span class="for-readers"> {status}</span>
      </span>
      <span class="progress">{progress ?? ''}</span>
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
