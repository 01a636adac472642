import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageState } from '../model/page-state.ts';
import { count, DISRUPTION_WORDS } from '../model/page-words.ts';
import { askedPlan, shownPlan } from './asked-plan.ts';
import { Modal } from './modal.tsx';
import { post } from './page-key.ts';
import { dialog, tell, view } from './store.ts';

/** Asks before anything happens; for what cannot be undone, the name of the project has to be typed. */
export function ApplyDialog({ state }: { readonly state: PageState }): JSX.Element {
  const { project } = state;
  const { plan, command } = shownPlan(state) ?? {};
  const typed = useSignal('');
  const shown = useSignal(plan?.id);
  const isOther = shown.value !== plan?.id;
  if (!plan || plan.changes.length === 0)
    return (
      <Modal label="Apply the plan">
        <p>There is nothing to do.</p>
      </Modal>
    );
  const mayApply = !isOther && (!plan.isDestructive || typed.value === project);
  return (
    <Modal label="Apply the plan">
      <h2>Apply {count(plan.changes.length, 'change')}?</h2>
      <ul>
        {plan.changes
          .filter(({ disruption }) => disruption !== 'none')
          .map(({ kind, name, disruption }) => (
            <li key={`${kind} ${name}`} class={disruption === 'data-loss' ? 'bad' : ''}>
              {kind} {name} {DISRUPTION_WORDS[disruption]}
            </li>
          ))}
      </ul>
      {Object.keys(plan.disruptions).length === 0 && <p>Nothing that runs is stopped.</p>}
      {plan.atomic !== undefined && <p>Atomic: {plan.atomic}.</p>}
      {plan.warnings.map((warning) => (
        <p key={warning} class="warn">
          ▲ {warning}
        </p>
      ))}
      {isOther && (
        <p class="warn" role="alert">
          ▲ The plan has changed while this was open.{' '}
          <button type="button" onClick={() => (shown.value = plan.id)}>
            Take the new one
          </button>
        </p>
      )}
      {plan.isDestructive && (
        <label>
          This destroys data. Type <strong>{project}</strong>:
          <input value={typed.value} onInput={({ currentTarget }) => (typed.value = currentTarget.value)} />
        </label>
      )}
      <div class="actions">
        <button
          type="button"
          class="primary"
          disabled={!mayApply}
          onClick={() => void apply(plan.id, typed.value)}
        >
          Apply
        </button>
        <button type="button" onClick={() => (dialog.value = undefined)}>
          Leave it
        </button>
        <code class="muted">gantry {command}</code>
      </div>
    </Modal>
  );
}

async function apply(plan: string, typed: string): Promise<void> {
  dialog.value = undefined;
  view.value = 'plan';
  try {
    const { status, json } = await post('apply', { plan, typed });
    if (status >= 300) tell(json.reason ?? 'refused');
    else askedPlan.value = undefined;
  } catch {
    tell('the server of this page does not answer');
  }
}
