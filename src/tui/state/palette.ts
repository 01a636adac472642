import type { PageServiceVerb } from '../../model/page-calls.ts';
import { fuzzyScore } from '../../model/page-fuzzy.ts';
import { countPending } from '../../model/page-services.ts';
import type { PageService, PageState } from '../../model/page-state.ts';
import type { Action } from './actions.ts';

export interface PaletteEntry {
  readonly text: string;
  readonly action: Action;
}

/** What is shown of them. */
const MOST_SHOWN = 10;

/** What fits best comes first. */
export function paletteEntries(page: PageState, typed: string): readonly PaletteEntry[] {
  return allEntries(page)
    .flatMap((entry) => {
      const score = fuzzyScore(entry.text, typed);
      return score === undefined ? [] : [{ entry, score }];
    })
    .toSorted((a, b) => a.score - b.score)
    .slice(0, MOST_SHOWN)
    .map(({ entry }) => entry);
}

function allEntries(page: PageState): readonly PaletteEntry[] {
  const mayChange = !page.readOnly;
  const entry = (text: string, action: Action): PaletteEntry => ({ text, action });
  return [
    entry('Show the graph', { kind: 'show', view: 'graph' }),
    entry('Show the logs of all services', { kind: 'logs', services: [] }),
    entry('Show the plan', { kind: 'show', view: 'plan' }),
    entry('Show the history', { kind: 'show', view: 'history' }),
    ...(mayChange && countPending(page.plan) > 0 ? [entry('Apply the plan …', { kind: 'apply' })] : []),
    ...(mayChange && page.run?.status === 'running' ? [entry('Cancel the run …', { kind: 'cancel' })] : []),
    entry('Follow the logs', { kind: 'follow' }),
    entry('Search: text or regular expression', { kind: 'switch-expression' }),
    entry('Search: all lines or only hits', { kind: 'switch-hits' }),
    entry('Keys', { kind: 'help' }),
    entry('Copy the command of this view', { kind: 'copy-command' }),
    entry('Draw the screen anew', { kind: 'redraw' }),
    entry('Quit', { kind: 'quit' }),
    ...Object.values(page.services).flatMap(({ name: service, containers }) => [
      entry(`Service ${service}`, { kind: 'open', service }),
      entry(`Logs of ${service}`, { kind: 'logs', services: [service] }),
      ...(mayChange
        ? [
            entry(`Apply ${service} alone …`, { kind: 'plan', of: 'up', service }),
            ...verbsFor(containers).map((verb) =>
              entry(`${VERBS[verb]} ${service} …`, { kind: 'plan', of: verb, service }),
            ),
            ...Object.keys(containers).map((name) =>
              entry(`Terminal in ${name}`, { kind: 'exec', service, ...replicaOf(name) }),
            ),
          ]
        : []),
      ...['up -d', 'logs -f', 'why'].map((words) =>
        entry(`Copy: gantry ${words} ${service}`, { kind: 'copy', text: `gantry ${words} ${service}` }),
      ),
    ]),
  ];
}

const VERBS: { readonly [V in PageServiceVerb]: string } = {
  restart: 'Restart',
  stop: 'Stop',
  start: 'Start',
};

/** What would change something: of a service with several containers some may run. */
function verbsFor(containers: PageService['containers']): readonly PageServiceVerb[] {
  const all = Object.values(containers);
  return [
    ...(all.length > 0 ? (['restart'] as const) : []),
    ...(all.some(({ isRunning }) => isRunning) ? (['stop'] as const) : []),
    ...(all.some(({ isRunning }) => !isRunning) ? (['start'] as const) : []),
  ];
}

/** The names of containers end with it. */
function replicaOf(name: string): { readonly replica?: number } {
  const [, number] = name.match(/[-_](\d+)$/) ?? [];
  return number === undefined ? {} : { replica: Number(number) };
}
