import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { Pending } from './pending.tsx';
import { useAnswer } from './use-answer.ts';

interface OnDemandProps {
  /** The id of a container. */
  readonly container: string;
}

/** As often as a person reads a list of them. */
const PROCESSES_AGAIN_MS = 3000;

export const Processes = ({ container }: OnDemandProps): JSX.Element => (
  <Foldable title="Processes">
    <ProcessTable container={container} />
  </Foldable>
);

export const Changes = ({ container }: OnDemandProps): JSX.Element => (
  <Foldable title="Files changed in it">
    <ChangeList container={container} />
  </Foldable>
);

/** Asked for only when it is opened. */
function Foldable({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const isOpen = useSignal(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>{title}</summary>
      {isOpen.value && children}
    </details>
  );
}

function ProcessTable({ container }: OnDemandProps): JSX.Element {
  const asked = useAnswer('processes', { container }, undefined, () => PROCESSES_AGAIN_MS);
  const table = asked?.answer?.table;
  if (!table) return <Pending asked={asked} />;
  const { titles, processes } = table;
  return (
    // It is wider than its place: the keyboard scrolls it.
    <div class="wide" tabIndex={0} role="region" aria-label="Processes">
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {processes.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SIGNS = { created: '+', changed: '~', removed: '−' } as const;

function ChangeList({ container }: OnDemandProps): JSX.Element {
  const asked = useAnswer('changes', { container }, undefined);
  const written = asked?.answer?.written;
  if (!written) return <Pending asked={asked} />;
  const { changes, left } = written;
  if (changes.length === 0) return <p class="muted">it has written nothing but into its mounts</p>;
  return (
    <>
      <ul class="changes">
        {changes.map(({ path, kind }) => (
          <li key={path}>
            <span aria-hidden="true">{SIGNS[kind]}</span> <code>{path}</code>{' '}
            <span class="muted">{kind}</span>
          </li>
        ))}
      </ul>
      {left > 0 && <p class="muted">and {left} more</p>}
    </>
  );
}
