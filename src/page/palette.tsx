import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { fuzzyScore } from '../model/page-fuzzy.ts';
import type { PageState } from '../model/page-state.ts';
import { isWatching } from '../model/page-watch.ts';
import { askPlan, mayApply } from './asked-plan.ts';
import { copyCommand, toEnd } from './logs/log-actions.ts';
import { Modal } from './modal.tsx';
import { post } from './page-key.ts';
import { projectOfPage, showAllProjects } from './project-address.ts';
import {
  copy,
  copyCommandLine,
  dialog,
  logServices,
  openService,
  pageState,
  tell,
  type View,
  view,
} from './store.ts';
import { openTerminalOf } from './terminal/open-terminal.ts';
import { toggleTheme } from './theme.ts';
import { switchWatch } from './watch/switch-watch.ts';

interface Entry {
  readonly text: string;
  readonly run: () => void;
}

const MOST_SHOWN = 12;

export function Palette(): JSX.Element {
  const typed = useSignal('');
  const chosen = useSignal(0);
  const found = entries()
    .flatMap((entry) => {
      const score = fuzzyScore(entry.text, typed.value);
      return score === undefined ? [] : [{ entry, score }];
    })
    .toSorted((a, b) => a.score - b.score)
    .slice(0, MOST_SHOWN)
    .map(({ entry }) => entry);
  const at = Math.min(chosen.value, Math.max(0, found.length - 1));
  const run = (entry: Entry | undefined): void => {
    dialog.value = undefined;
    entry?.run();
  };
  return (
    <Modal label="Commands">
      <input
        type="text"
        role="combobox"
        aria-label="Command or service"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${at}`}
        placeholder="command or service"
        autocomplete="off"
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') chosen.value = Math.min(found.length - 1, at + 1);
          else if (event.key === 'ArrowUp') chosen.value = Math.max(0, at - 1);
          else if (event.key === 'Enter') run(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <div id="palette-list" role="listbox" aria-label="What fits" class="palette">
        {found.map((entry, index) => (
          <div
            key={entry.text}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            class={index === at ? 'selected' : ''}
            onClick={() => run(entry)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') run(entry);
            }}
          >
            {entry.text}
          </div>
        ))}
      </div>
    </Modal>
  );
}

function entries(): readonly Entry[] {
  const state = pageState.value;
  const names = Object.keys(state?.services ?? {});
  const show = (name: View) => (): void => {
    view.value = name;
  };
  const open = (name: 'apply' | 'help') => (): void => {
    dialog.value = name;
  };
  return [
    ...(projectOfPage === undefined ? [] : [{ text: 'All projects', run: showAllProjects }]),
    { text: 'Show the graph', run: show('graph') },
    { text: 'Show the logs of all services', run: () => logsOf([]) },
    { text: 'Show the plan', run: show('plan') },
    { text: 'Show what is watched', run: show('watch') },
    ...watchEntries(state),
    { text: 'Show the history', run: show('history') },
    ...(state && mayApply(state) ? [{ text: 'Apply the plan …', run: open('apply') }] : []),
    { text: 'Follow the logs', run: toEnd },
    { text: 'Dark or light', run: toggleTheme },
    { text: 'Keys', run: open('help') },
    { text: 'Copy the command of this view', run: copyCommand },
    { text: 'Copy a link for another browser', run: () => void copyLink() },
    ...names.flatMap((name) => [
      { text: `Service ${name}`, run: () => openService(name) },
      { text: `Logs of ${name}`, run: () => logsOf([name]) },
      { text: `Plan of ${name} alone`, run: () => void askPlan({ kind: 'up', services: [name] }) },
      ...(state?.readOnly ? [] : [{ text: `Terminal in ${name}`, run: () => openTerminalOf(name) }]),
      ...['up -d', 'restart', 'stop', 'logs -f', 'exec', 'why'].map((words) => ({
        text: `Copy: gantry ${words} ${name}`,
        run: () => void copyCommandLine(words, name, ...(words === 'exec' ? ['sh'] : [])),
      })),
    ]),
  ];
}

/** What a terminal watches is ended there. */
function watchEntries(state: PageState | undefined): readonly Entry[] {
  if (!state || state.readOnly) return [];
  const { watch } = state;
  if (!isWatching(watch)) return [{ text: 'Watch the files from here', run: () => void switchWatch(true) }];
  if (watch?.by !== undefined) return [];
  return [{ text: 'Stop watching the files', run: () => void switchWatch(false) }];
}

function logsOf(names: readonly string[]): void {
  logServices.value = names;
  view.value = 'logs';
}

async function copyLink(): Promise<void> {
  const { json } = await post('link', {});
  if (json.url === undefined) tell('no link');
  else await copy(json.url);
}
