import { signal } from '@preact/signals';
import type { PageLogQuery } from '../../model/page-log.ts';

/** What is looked for, as it is typed: times are local, as `2026-01-02T13:23:37`. */
export interface TypedQuery {
  readonly text: string;
  readonly isExpression: boolean;
  /** Only lines that match are shown. */
  readonly onlyHits: boolean;
  readonly level: PageLogQuery['level'] | '';
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

export const typedQuery = signal<TypedQuery>({
  text: '',
  isExpression: false,
  onlyHits: false,
  level: '',
  field: '',
  from: '',
  to: '',
});

export const isFiltered = ({ level, field, from, to }: TypedQuery): boolean =>
  [level, field, from, to].some((value) => value !== '');

/** @returns undefined: nothing is looked for */
export function queryOf(typed: TypedQuery): PageLogQuery | undefined {
  const { text, isExpression, level, field, from, to } = typed;
  if (text === '' && !isFiltered(typed)) return undefined;
  const [earliest, latest] = [timeOf(from), timeOf(to)];
  return {
    text,
    isExpression,
    ...(level !== '' && level !== undefined && { level }),
    ...(field !== '' && { field }),
    ...(earliest !== undefined && { from: earliest }),
    // All of that second.
    ...(latest !== undefined && { to: latest.replace(/\.\d+Z$/, '.999999999Z') }),
  };
}

function timeOf(local: string): string | undefined {
  const time = new Date(local);
  return local === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
