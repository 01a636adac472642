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

/** What a list does not tell of a container. */
export interface PsDetails {
  /** Absent: it was gone when it was looked at. */
  readonly container?: ContainerDetails;
  /** Seconds since 1970; absent: the engine has the image no more. */
  readonly imageCreatedAt?: number;
}

export interface WideOptions {
  readonly truncate: boolean;
  readonly now: Date;
  /** Of the terminal; a pipe is as wide as it takes. */
  readonly columns: number;
  /** Absent: nobody asked. */
  readonly drift?: DriftTexts | undefined;
}

const SACRIFICES: readonly ShrinkableColumn[] = [
  { column: 'LAST PROBE', downTo: 30 },
  ...PS_SACRIFICES,
  { column: 'IMAGE AGE', downTo: 0 },
  { column: 'LAST PROBE', downTo: 12 },
  ...DRIFT_SACRIFICES,
];

/** The table with more columns: how often it was restarted, how old its image is, and what the last probe said. */
export function psWideTable(
  containers: readonly ObservedContainer[],
  details: (container: ObservedContainer) => PsDetails,
  { truncate, now, columns, drift }: WideOptions,
): string {
  const header = [...PS_COLUMNS, 'RESTARTS', 'IMAGE AGE', 'LAST PROBE', ...driftHeader(drift)];
  const rows = containers.map((container) => {
    const { container: inspected, imageCreatedAt } = details(container);
    return [
      ...psCells(container, truncate, now),
      String(inspected?.restartCount ?? ''),
      // An image that was made to be the same each time has no date.
      imageCreatedAt ? humanDuration(now.getTime() / 1000 - imageCreatedAt) : 'N/A',
      container.health === undefined || !inspected?.lastProbe ? '' : probeText(inspected.lastProbe),
      ...driftCells(container, drift),
    ];
  });
  return truncate ? formatFittingTable(header, rows, columns, SACRIFICES) : formatTable(header, rows);
}
