import type { PageContainerDetails, PageMount, PageProbe, PageSample } from '../../model/page-container.ts';
import type { PageContainer } from '../../model/page-state.ts';
import { ageOf, count, SHAPES } from '../../model/page-words.ts';
import { disarm } from '../../util/disarm.ts';
import { bold, type Line, muted, plain, toned } from '../screen/span.ts';
import { failureLines } from './problem-lines.ts';
import { STATUS_TONES } from './service-row.ts';
import { usageLines } from './usage-lines.ts';

/** Of the last probe; it mostly says the same. */
const MOST_OUTPUT = 5;

/** What is known of a container that is looked at. */
export interface KnownContainer {
  /** undefined: not asked for yet */
  readonly details: PageContainerDetails | undefined;
  readonly usage: readonly PageSample[];
}

/** A container: its state and why, what it uses, its last probe, mounts and networks. */
export function containerLines(
  container: PageContainer,
  { details, usage }: KnownContainer,
  nowMs: number,
  columns: number,
): readonly Line[] {
  const { name, status, says, image, createdAt, ports, id } = container;
  return [
    [
      toned(STATUS_TONES[status], `${SHAPES[status]} `),
      bold(name),
      plain('  '),
      toned(STATUS_TONES[status], says),
    ],
    [muted(`  ${image}, created ${ageOf(createdAt, nowMs)} ago, id ${id.slice(0, 12)}`)],
    ...(ports.length > 0 ? [entry('ports', ports.join(', '))] : []),
    ...usageLines(usage, columns),
    ...(details ? detailLines(details, nowMs, columns) : []),
  ];
}

const entry = (label: string, text: string): Line => [muted(`  ${label.padEnd(12)}`), plain(text)];

function detailLines(details: PageContainerDetails, nowMs: number, columns: number): readonly Line[] {
  const { why, startedAt, finishedAt, exitCode, lackedMemory, restarts, healthcheck, probes } = details;
  const { mounts, networks } = details;
  const ago = (time: string): string => `${ageOf(Date.parse(time) / 1000, nowMs)} ago`;
  return [
    ...(startedAt === undefined ? [] : [entry('started', ago(startedAt))]),
    ...(finishedAt === undefined
      ? []
      : [entry('ended', `${ago(finishedAt)}${exitCode === undefined ? '' : ` with ${exitCode}`}`)]),
    ...(lackedMemory ? [[toned('bad', '  it was killed because memory ran out')]] : []),
    ...(restarts > 0 ? [[toned('warn', `  restarted ${count(restarts, 'time')} by the engine`)]] : []),
    ...(why ? failureLines(why, columns - 2).map((line) => [plain('  '), ...line]) : []),
    ...(healthcheck === undefined ? [] : [entry('healthcheck', healthcheck), ...probeLines(probes, ago)]),
    ...mounts.map((mount, index) => entry(index === 0 ? 'mounts' : '', mountText(mount))),
    ...networks.map(({ name, address, aliases }, index) =>
      entry(
        index === 0 ? 'networks' : '',
        [name, address, aliases.length > 0 ? `as ${aliases.join(', ')}` : undefined]
          .filter((text) => text !== undefined)
          .join('  '),
      ),
    ),
  ];
}

function probeLines([last]: readonly PageProbe[], ago: (time: string) => string): readonly Line[] {
  if (!last) return [entry('', 'it has not run yet')];
  const { at, exitCode, output } = last;
  const lines = output.trimEnd().split(/\r?\n/);
  return [
    [
      muted(`  ${''.padEnd(12)}`),
      exitCode === 0 ? toned('ok', 'ok') : toned('bad', `exit ${exitCode}`),
      muted(at === undefined ? '' : `, ${ago(at)}`),
    ],
    ...lines
      .filter((line) => line !== '')
      .slice(-MOST_OUTPUT)
      .map((line): Line => [muted(`  ${''.padEnd(12)}│ `), plain(disarm(line))]),
  ];
}

const mountText = ({ type, source, target, isReadOnly }: PageMount): string =>
  `${target}  ${[type, source].filter((text) => text !== '').join(' ')}${isReadOnly ? ', read-only' : ''}`;
