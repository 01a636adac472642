import type { ObservedContainer } from '../../model/observed.ts';
import { visible } from '../../util/disarm.ts';
import { tabulate } from './tabulate.ts';

export interface ContainerProcesses {
  readonly container: ObservedContainer;
  readonly titles: readonly string[];
  readonly processes: readonly (readonly string[])[];
}

/**
 * Each container's name above a table of its processes, and a blank line after it.
 *
 * @param columns of the terminal
 */
export function topText(containers: readonly ContainerProcesses[], columns: number): string {
  return containers
    .map(
      ({ container, titles, processes }) =>
        `${visible(container.name)}\n${tabulate([titles, ...processes], { minWidth: 5, columns, sacrifices: [{ column: 'CMD', downTo: 20 }] })}\n`,
    )
    .join('');
}
