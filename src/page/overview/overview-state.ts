import { computed, signal } from '@preact/signals';
import { rowsToShow } from '../../model/page-services.ts';
import { overview } from '../store.ts';

export const projectFilter = signal('');
/** The name of a project. */
const chosen = signal<string | undefined>(undefined);

export const projects = computed(() => rowsToShow(overview.value?.projects ?? {}, projectFilter.value));

/** The first one, where none was chosen, or the filter has left it out. */
export const chosenProject = computed(() => {
  const names = projects.value.map(({ name }) => name);
  return names.find((name) => name === chosen.value) ?? names[0];
});

export function moveChoice(by: number): void {
  const names = projects.value.map(({ name }) => name);
  const at = names.indexOf(chosenProject.value ?? '') + by;
  chosen.value = names[Math.min(names.length - 1, Math.max(0, at))];
}

export const addressOf = (project: string): string => `/?${new URLSearchParams({ project })}`;
