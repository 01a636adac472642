import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageContainer, PageFailure } from '../../model/page-state.ts';
import { ageOf, SHAPES } from '../../model/page-words.ts';
import { FailureCard } from '../failure-card.tsx';
import { copy, pageState } from '../store.ts';
import { mayEnter, openTerminal } from '../terminal/open-terminal.ts';
import './container.css';
import { ContainerPanel } from './container-panel.tsx';

interface CardProps {
  readonly container: PageContainer;
  /** Of the last run, about it. */
  readonly failures: readonly PageFailure[];
  /** The only one of its service: there is nothing to choose. */
  readonly isAlone: boolean;
}

export function ContainerCard({ container, failures, isAlone }: CardProps): JSX.Element {
  const { name, status, says, image, createdAt, id } = container;
  const isOpen = useSignal(isAlone);
  return (
    <div class="card">
      <strong>
        <span class={`status-${status}`} aria-hidden="true">
          {SHAPES[status]}
        </span>{' '}
        {name}
      </strong>
      <div class={`status-${status}`}>{says}</div>
      <div class="muted">
        {image} · created {ageOf(createdAt, Date.now())} ago
      </div>
      <div class="actions">
        <button
          type="button"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          Details<span class="for-readers"> of {name}</span>
        </button>
        {!pageState.value?.readOnly && mayEnter(container) && (
          <button type="button" onClick={() => openTerminal(container)} title="t">
            Terminal<span class="for-readers"> in {name}</span>
          </button>
        )}
        <button type="button" class="link" onClick={() => void copy(id)}>
          copy id {id.slice(0, 12)}
        </button>
      </div>
      {failures.map((failure, index) => (
        <FailureCard key={index} failure={failure} />
      ))}
      {isOpen.value && <ContainerPanel container={container} />}
    </div>
  );
}
