import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { pageState } from '../store.ts';
import { ask } from './use-answer.ts';

interface EnvironmentProps {
  /** Its id. */
  readonly container: string;
  readonly names: readonly string[];
}

/** A value leaves the server when somebody asks for this one. It is forgotten when the container is closed. */
export function Environment({ container, names }: EnvironmentProps): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <>
      <h4>Environment</h4>
      <ul class="environment">
        {names.map((name) => (
          <li key={name}>
            <Variable container={container} name={name} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Variable({ container, name }: { readonly container: string; readonly name: string }): JSX.Element {
  const shown = useSignal<string | undefined>(undefined);
  const refusal = useSignal('');
  const toggle = async (): Promise<void> => {
    if (shown.value !== undefined) {
      shown.value = undefined;
      return;
    }
    const { answer, reason = '' } = await ask('variable', { container, name });
    shown.value = answer?.value;
    refusal.value = reason;
  };
  return (
    <>
      <code>{name}</code> <span>{shown.value ?? '••••••'}</span>{' '}
      {!pageState.value?.readOnly && (
        <button
          type="button"
          class="link"
          aria-expanded={shown.value !== undefined}
          onClick={() => void toggle()}
        >
          {shown.value === undefined ? 'show' : 'hide'}
          <span class="for-readers"> {name}</span>
        </button>
      )}
      {refusal.value !== '' && (
        <span class="warn" role="status">
          ▲ {refusal.value}
        </span>
      )}
    </>
  );
}
