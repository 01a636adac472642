import type { Json } from '../../model/json.ts';
import { tabulate } from './tabulate.ts';

/** A project on a swarm. */
export interface StackSummary {
  readonly name: string;
  /** How many. */
  readonly services: number;
  /** A task of it runs, or is about to. */
  readonly isAlive: boolean;
  /** How many of its tasks are in each state: of those that are to run, and of jobs that have completed. */
  readonly states: readonly (readonly [state: string, tasks: number])[];
}

const statusOf = ({ states }: StackSummary): string =>
  states.map(([state, tasks]) => `${state}(${tasks})`).join(', ');

export const stacksTable = (stacks: readonly StackSummary[], columns: number): string =>
  tabulate(
    [
      ['NAME', 'SERVICES', 'STATUS'],
      ...stacks.map((stack) => [stack.name, String(stack.services), statusOf(stack)]),
    ],
    { minWidth: 11, columns },
  );

/** With the members of a project on one engine. */
export const stackRecord = (stack: StackSummary): Json => ({
  Name: stack.name,
  Services: stack.services,
  Status: statusOf(stack),
});
