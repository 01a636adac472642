import { changeShape } from '../../model/page-services.ts';
import type { PageService, PageStatus } from '../../model/page-state.ts';
import { ageOf, SHAPES } from '../../model/page-words.ts';
import { bold, type Line, muted, plain, type Tone, toned } from '../screen/span.ts';
import type { TreeRow } from '../state/service-tree.ts';

/** Running is what one expects: it has no colour of its own but that of its shape. */
export const STATUS_TONES: { readonly [S in PageStatus]: Tone } = {
  failed: 'bad',
  waiting: 'warn',
  starting: 'warn',
  running: 'ok',
  done: 'ok',
  stopped: 'muted',
};

/** The columns of a row, from the left. A narrow screen has no room for those at the end. */
export interface RowCells {
  readonly name: Line;
  readonly says: Line;
  readonly change: Line;
  readonly replicas: Line;
  readonly age: Line;
  readonly ports: Line;
}

/** @param step what the run does to it now */
export function rowCells(row: TreeRow, step: string | undefined, nowMs: number): RowCells {
  const { service, branch, label, isRepeated } = row;
  const { name, status, says, wanted, containers } = service;
  const known = Object.values(containers);
  const shape = toned(STATUS_TONES[status], SHAPES[status]);
  const calm = status === 'running' || status === 'done';
  const ports = [...new Set(known.flatMap((container) => container.ports))];
  return {
    name: [
      muted(branch),
      shape,
      plain(' '),
      bold(name),
      ...(label === '' ? [] : [muted(` ${label}`)]),
      ...(isRepeated ? [muted(' ↑')] : []),
    ],
    says:
      step === undefined ? [calm ? plain(says) : toned(STATUS_TONES[status], says)] : [toned('accent', step)],
    change: changeOf(service),
    replicas: [wanted === 1 && known.length === 1 ? muted('1') : plain(`${known.length}/${wanted}`)],
    age:
      known.length === 0 ? [] : [muted(ageOf(Math.max(...known.map(({ createdAt }) => createdAt)), nowMs))],
    ports: [muted(ports.join(', '))],
  };
}

function changeOf({ change, disruption }: PageService): Line {
  if (change === undefined) return [];
  return [toned(disruption === 'data-loss' ? 'bad' : 'change', `${changeShape(change)} ${change}`)];
}
