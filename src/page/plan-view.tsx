import type { JSX } from 'preact';
import type { PageAskedPlan } from '../model/page-calls.ts';
import { changeShape } from '../model/page-services.ts';
import type { PageChange, PageField, PageProblem, PageState } from '../model/page-state.ts';
import { count, DISRUPTION_WORDS } from '../model/page-words.ts';
import { askedPlan, shownPlan } from './asked-plan.ts';
import { ProblemCard } from './failure-card.tsx';
import { RunView } from './run-view.tsx';
import { copy, copyCommandLine, dialog, isRunning, openService } from './store.ts';

export function PlanView({ state }: { readonly state: PageState }): JSX.Element {
  const { problems, run, readOnly } = state;
  const shown = shownPlan(state);
  return (
    <section class="plan" aria-label="Plan">
      {problems.filter(({ severity }) => severity === 'error').map(problemCard)}
      {run && <RunView run={run} readOnly={readOnly} />}
      {state.unread !== undefined && (
        <p class="muted">There is no plan, as its files are not read: {state.unread}.</p>
      )}
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
          {isAsked && (
            <>
              {' '}
              {isEmpty ? 'for' : 'of'} gantry {command}
            </>
          )}
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
          <button type="button" onClick={() => void copyCommandLine('plan')}>
            Copy: gantry plan
          </button>
        )}
      </div>
      <p class="muted">
        {isEmpty && !isAsked ? `${project} is as its files say: ` : ''}
        {unchanged} unchanged
      </p>
      {plan.atomic !== undefined && <p>Atomic: {plan.atomic}.</p>}
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
          <button type="button" class="link" onClick={() => void copyCommandLine(`up -d ${flag}`)}>
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
