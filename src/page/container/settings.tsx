import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageContribution, PageExplanation } from '../../model/page-container.ts';
import { copy, copyCommandLine, pageState } from '../store.ts';
import { Pending } from './pending.tsx';
import { useAnswer } from './use-answer.ts';

/** Where the values of a service come from, as `gantry explain` says it: click through them. */
export function Settings({ service }: { readonly service: string }): JSX.Element {
  const root = /^[\w-]+$/.test(service) ? `services.${service}` : `services[${JSON.stringify(service)}]`;
  const trail = useSignal<readonly string[]>([]);
  const isOpen = useSignal(false);
  return (
    <details
      class="settings"
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>Settings, and where they come from</summary>
      {isOpen.value && (
        <>
          {trail.value.length > 0 && (
            <button type="button" onClick={() => (trail.value = trail.value.slice(0, -1))}>
              ← back
            </button>
          )}
          <Explained
            path={trail.value.at(-1) ?? root}
            open={(path) => (trail.value = [...trail.value, path])}
          />
        </>
      )}
    </details>
  );
}

interface ExplainedProps {
  readonly path: string;
  readonly open: (path: string) => void;
}

function Explained({ path, open }: ExplainedProps): JSX.Element {
  // A file that was saved leads to another plan, or to other problems.
  const { plan, problems } = pageState.value ?? {};
  const asked = useAnswer('explain', { path }, plan ?? problems);
  const explanation = asked?.answer?.explanation;
  if (!explanation) return <Pending asked={asked} />;
  return (
    <div class="explained" aria-live="polite">
      <strong>{explanation.subject}</strong> <Value explanation={explanation} />
      {explanation.description !== undefined && <p class="muted">{explanation.description}</p>}
      <Says says={explanation.says} />
      {explanation.notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
      <ul class="members">
        {explanation.members.map(({ name, path: member, value }) => (
          <li key={member}>
            <button type="button" class="link" onClick={() => open(member)}>
              {name}
            </button>{' '}
            <span class="muted">{value}</span>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="link"
        onClick={() => void copyCommandLine(`explain '${explanation.subject}'`)}
      >
        copy: gantry explain {explanation.subject}
      </button>
    </div>
  );
}

function Value({
  explanation: { value, members },
}: {
  readonly explanation: PageExplanation;
}): JSX.Element | null {
  if (value !== undefined) return <code>{value === '' ? '(empty)' : value}</code>;
  return members.length === 0 ? <span class="muted">is not set</span> : null;
}

/** The winner has a sign; what a variable holds stands below the text that uses it. */
function Says({ says }: { readonly says: readonly PageContribution[] }): JSX.Element | null {
  if (says.length === 0) return null;
  return (
    <ul class="says">
      {says.map(({ at, text, how, wins, variables }, index) => (
        <li key={index} class={wins ? '' : 'muted'}>
          <span aria-hidden="true">{wins ? '✓' : '–'}</span> {at === undefined ? how : <Place at={at} />}{' '}
          {text !== '' && <code>{text}</code>} {at !== undefined && how}
          <span class="for-readers">{wins ? ', this one wins' : ', lost'}</span>
          {variables.map((variable) => (
            <div key={variable.text} class="variable">
              <code>{variable.text}</code> → <code>{variable.value === '' ? '(empty)' : variable.value}</code>
              {variable.isDefault && <span class="muted"> its default</span>}
              <Says says={variable.says} />
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

export function Place({ at }: { readonly at: string }): JSX.Element {
  return (
    <button type="button" class="link place" onClick={() => void copy(at)} title="copy">
      {at}
    </button>
  );
}
