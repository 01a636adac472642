import { areLettersOn, isControl, isField } from '../keys.ts';
import { addressOf, chosenProject, moveChoice, projectFilter } from './overview-state.ts';

export const FILTER_ID = 'project-filter';

const open = (): void => {
  if (chosenProject.value !== undefined) location.assign(addressOf(chosenProject.value));
};

const NAMED: ReadonlyMap<string, () => void> = new Map([
  ['ArrowDown', () => moveChoice(1)],
  ['ArrowUp', () => moveChoice(-1)],
  ['Enter', open],
]);

const LETTERS: ReadonlyMap<string, () => void> = new Map([
  ['j', () => moveChoice(1)],
  ['k', () => moveChoice(-1)],
  ['g', () => moveChoice(-1e6)],
  ['G', () => moveChoice(1e6)],
  ['/', () => document.getElementById(FILTER_ID)?.focus()],
]);

/** In the filter, the arrows and Enter are about the list. */
export function handleOverviewKey(event: KeyboardEvent): void {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape') {
    if (isField(target)) target.blur();
    else projectFilter.value = '';
    return;
  }
  const isOwn = key === 'Enter' && isControl(target);
  const letter = areLettersOn.value && !isField(target) ? LETTERS.get(key) : undefined;
  const act = isOwn ? undefined : (NAMED.get(key) ?? letter);
  if (!act) return;
  event.preventDefault();
  act();
}
