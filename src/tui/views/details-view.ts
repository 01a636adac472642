import type { PageService, PageState } from '../../model/page-state.ts';
import { SHAPES } from '../../model/page-words.ts';
import { bold, type Line, muted, plain, toned } from '../screen/span.ts';
import type { Shown } from '../state/tui-state.ts';
import { changeLines } from './change-lines.ts';
import { containerLines } from './container-lines.ts';
import { failureLines } from './problem-lines.ts';
import { STATUS_TONES } from './service-row.ts';
import { wrap } from './wrap.ts';

const BLANK: Line = [];

/** One service: its state, what it is tied to, what failed, what the plan does to it, and its containers. */
export function detailsLines(
  name: string,
  { page, details, usage, nowMs }: Pick<Shown, 'page' | 'details' | 'usage' | 'nowMs'>,
  columns: number,
): readonly Line[] {
  const service = page.services[name];
  if (!service) return [[muted(`${name} is not in the project any more`)]];
  const failures = page.run?.failures.filter((failure) => failure.service === name) ?? [];
  const changes = page.plan?.changes.filter((change) => change.service === name) ?? [];
  const containers = Object.values(service.containers);
  return [
    ...headLines(service, page, columns),
    ...failures.flatMap((failure) => [BLANK, ...failureLines(failure, columns)]),
    ...(changes.length > 0 ? [BLANK, [bold('The plan')]] : []),
    ...changes.flatMap((change) => changeLines(change, columns)),
    BLANK,
    [bold('Containers'), ...(containers.length === 0 ? [muted('  none')] : [])],
    ...containers.flatMap((container) =>
      containerLines(
        container,
        { details: details.get(container.id), usage: usage.get(container.id) ?? [] },
        nowMs,
        columns,
      ),
    ),
  ];
}

function headLines(service: PageService, { edges }: PageState, columns: number): readonly Line[] {
  const { name, status, says, image, at, addresses, wanted, containers } = service;
  const entry = (label: string, text: string): readonly Line[] =>
    text === ''
      ? []
      : wrap(text, columns - 14, {}, '').map((line, index) => [
          muted((index === 0 ? label : '').padEnd(14)),
          ...line,
        ]);
  const ties = (end: 'from' | 'to', other: 'from' | 'to'): string =>
    edges
      .filter((edge) => edge[end] === name)
      .map((edge) => `${edge[other]} (${edge.label})`)
      .join(', ');
  return [
    [
      toned(STATUS_TONES[status], `${SHAPES[status]} `),
      bold(name),
      plain('  '),
      toned(STATUS_TONES[status], says),
    ],
    ...entry('image', image ?? ''),
    ...entry('in', at ?? ''),
    ...entry('addresses', addresses.join(' ')),
    ...entry('replicas', `${Object.keys(containers).length} of ${wanted}`),
    ...entry('waits for', ties('from', 'to')),
    ...entry('waited by', ties('to', 'from')),
  ];
}
