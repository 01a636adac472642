import { LABEL } from './labels.ts';
import type { ObservedContainer } from './observed.ts';

/** The name of a container and its owner. */
export function describeContainer({ name, labels }: Pick<ObservedContainer, 'name' | 'labels'>): string {
  const project = labels[LABEL.project];
  return `container ${name}${project === undefined ? '' : ` of project "${project}"`}`;
}
