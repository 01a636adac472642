import type { Fields } from '../go-template/value.ts';
import { formatTable } from './table.ts';

/** A task of a swarm, as `ps` shows it. */
export interface TaskRow {
  readonly Service: string;
  readonly Task: string;
  readonly Slot: string;
  readonly Node: string;
  readonly State: string;
  readonly Wanted: string;
  /** ISO 8601: when it came to its state. */
  readonly Since: string;
  /** `2 minutes ago` */
  readonly Age: string;
  readonly Image: string;
  readonly Error: string;
}

export const TASK_HEADERS: Fields = {
  Service: 'SERVICE',
  Task: 'TASK ID',
  Slot: 'SLOT',
  Node: 'NODE',
  State: 'STATE',
  Wanted: 'WANTED',
  Since: 'SINCE',
  Age: 'SINCE',
  Image: 'IMAGE',
  Error: 'ERROR',
};

export const tasksTable = (rows: readonly TaskRow[]): string =>
  formatTable(
    ['SERVICE', 'SLOT', 'NODE', 'STATE', 'SINCE', 'ERROR', 'TASK ID'],
    rows.map((row) => [
      ...[row.Service, row.Slot, row.Node, row.State, row.Age],
      ...[row.Error, row.Task.slice(0, 12)],
    ]),
  );
