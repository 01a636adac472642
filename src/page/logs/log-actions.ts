import { signal } from '@preact/signals';
import { copyCommandLine, logServices, selected, view } from '../store.ts';

/** New lines are shown as they come. Scrolling up ends it. */
export const isFollowing = signal(true);
/** What the keys ask of the log that is shown; it takes it away. */
export type LogAsk = 'start' | 'end' | 'next' | 'previous' | 'copy' | 'context';
export const asked = signal<LogAsk | undefined>(undefined);

export const copyShown = (): void => {
  asked.value = 'copy';
};

/** A hit that is open, among the lines around it. */
export const showContext = (): void => {
  asked.value = 'context';
};

export const toStart = (): void => {
  isFollowing.value = false;
  asked.value = 'start';
};

export const toEnd = (): void => {
  isFollowing.value = true;
  asked.value = 'end';
};

export const endFollow = (): void => {
  if (isFollowing.value) isFollowing.value = false;
  else toEnd();
};

export const jumpHit = (by: 1 | -1): void => {
  isFollowing.value = false;
  asked.value = by > 0 ? 'next' : 'previous';
};

/** The command line that shows what this page shows. */
export const copyCommand = (): void => {
  const names =
    view.value === 'logs'
      ? logServices.value
      : view.value === 'history' || view.value === 'watch' || selected.value === undefined
        ? []
        : [selected.value];
  const words = {
    graph: 'graph',
    list: 'ps',
    logs: 'logs -f',
    plan: 'plan',
    watch: 'watch',
    history: 'history',
  }[view.value];
  void copyCommandLine(words, ...names);
};
