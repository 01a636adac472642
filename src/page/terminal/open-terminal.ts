import { signal } from '@preact/signals';
import type { PageContainer } from '../../model/page-state.ts';
import { pageState, tell } from '../store.ts';

export interface TerminalTarget {
  /** Of the container. */
  readonly id: string;
  readonly name: string;
}

/** The container that a terminal is open in. One at a time. */
export const terminalOf = signal<TerminalTarget | undefined>(undefined);

export function openTerminal(container: TerminalTarget): void {
  terminalOf.value = container;
}

/** In the first container of a service that runs. @param service undefined: none is selected */
export function openTerminalOf(service: string | undefined): void {
  const { readOnly, services = {} } = pageState.value ?? {};
  const containers = Object.values((service === undefined ? undefined : services[service])?.containers ?? {});
  const container = containers.find(mayEnter);
  if (readOnly) tell('this page can only look');
  else if (container) openTerminal(container);
  else if (service !== undefined) tell(`no container of ${service} runs`);
}

export const mayEnter = ({ says }: PageContainer): boolean => says.startsWith('running');

export function closeTerminal(): void {
  terminalOf.value = undefined;
}
