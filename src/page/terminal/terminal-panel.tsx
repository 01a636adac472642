import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { closeTerminal, type TerminalTarget } from './open-terminal.ts';
import { startSession, type TerminalState } from './session.ts';
import './terminal.css';

const STORED = 'gantry-screen-reader';

/** A shell in a container. All keys go to it but Ctrl ], which leads to its bar. */
export function TerminalPanel({ container }: { readonly container: TerminalTarget }): JSX.Element {
  const { id, name } = container;
  const screen = useRef<HTMLDivElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const state = useSignal<TerminalState>({ kind: 'starting' });
  const isRead = useSignal(localStorage.getItem(STORED) === 'on');
  useEffect(() => {
    if (!screen.current) return undefined;
    return startSession({
      id,
      name,
      screen: screen.current,
      isRead,
      leave: () => leave.current?.focus(),
      tell: (next) => {
        state.value = next;
      },
    });
  }, [id, name]);
  return (
    <section class="terminal" aria-label={`Terminal in ${name}`}>
      <div class="heading">
        <h2>{name}</h2>
        <span role="status" class={state.value.kind === 'ended' ? 'warn' : 'muted'}>
          {wordsOf(state.value)}
        </span>
        <span class="spring" />
        <span class="muted" id="terminal-keys">
          <kbd>Ctrl ]</kbd> leaves, <kbd>Ctrl Shift C</kbd> copies
        </span>
        <label class="check">
          <input
            type="checkbox"
            checked={isRead.value}
            onChange={({ currentTarget }) => {
              isRead.value = currentTarget.checked;
              localStorage.setItem(STORED, currentTarget.checked ? 'on' : 'off');
            }}
          />
          Screen reader
        </label>
        <button type="button" ref={leave} onClick={closeTerminal}>
          ✕<span class="for-readers">Close the terminal, which ends what runs in it</span>
        </button>
      </div>
      {/* Keys of the page are none in here. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the terminal within has the focus */}
      <div class="screen" ref={screen} onKeyDown={(event) => event.stopPropagation()} />
    </section>
  );
}

function wordsOf(state: TerminalState): string {
  if (state.kind === 'ended') return state.reason;
  return state.kind === 'starting' ? 'starting …' : '';
}
