import type { ContainerDetails, ObservedContainer } from '../../model/observed.ts';
import { probeText } from '../../model/probe-text.ts';
import { humanDuration } from '../../util/human-duration.ts';
import {
  DRIFT_SACRIFICES,
  type DriftTexts,
  driftCells,
  driftHeader,
  PS_COLUMNS,
  PS_SACRIFICES,
  psCells,
} from './ps-output.ts';
import { formatFittingTable, formatTable, type ShrinkableColumn } from './table.ts';

/** The details of a container that a list lacks. */
export interface PsDetails {
  /** Absent: the container was removed before its inspection. */
  readonly container?: ContainerDetails;
  /** Seconds since 1970; absent: the engine no longer has the image. */
  readonly imageCreatedAt?: number;
  /** What a registry calls its image: `sha256:…`. Absent: none has it. */
  readonly digest?: string;
}

export interface WideOptions {
  readonly truncate: boolean;
  readonly now: Date;
  /** Of the terminal; a pipe has no limit. */
  readonly columns: number;
  /** Absent: not requested. */
  readonly drift?: DriftTexts | undefined;
  /** Takes secrets out of what a probe wrote. */
  readonly hide: (text: string) => string;
}

const SACRIFICES: readonly ShrinkableColumn[] = [
  { column: 'LAST PROBE', downTo: 30 },
  ...PS_SACRIFICES,
  { column: 'DIGEST', downTo: 0 },
  { column: 'IMAGE AGE', downTo: 0 },
  { column: 'LAST PROBE', downTo: 12 },
  ...DRIFT_SACRIFICES,
];

/** `sha256:` and twelve characters, as of an id. */
const SHORT_DIGEST = 19;

/** The table with more columns: restarts, age and digest of the image, last probe. */
export function psWideTable(
  containers: readonly ObservedContainer[],
  details: (container: ObservedContainer) => PsDetails,
  { truncate, now, columns, drift, hide }: WideOptions,
): string {
  const header = [...PS_COLUMNS, 'RESTARTS', 'IMAGE AGE', 'DIGEST', 'LAST PROBE', ...driftHeader(drift)];
  const rows = containers.map((container) => {
    const { container: inspected, imageCreatedAt, digest = '' } = details(container);
    return [
      ...psCells(container, truncate, now),
      String(inspected?.restartCount ?? ''),
      // A reproducible image has no date.
      imageCreatedAt ? humanDuration(now.getTime() / 1000 - imageCreatedAt) : 'N/A',
      truncate ? digest.slice(0, SHORT_DIGEST) : digest,
      container.health === undefined || !inspected?.lastProbe ? '' : hide(probeText(inspected.lastProbe)),
      ...driftCells(container, drift),
    ];
  });
  return truncate ? formatFittingTable(header, rows, columns, SACRIFICES) : formatTable(header, rows);
}
