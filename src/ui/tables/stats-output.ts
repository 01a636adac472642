import type { ObservedContainer } from '../../model/observed.ts';
import type { StatsSample } from '../../model/stats-sample.ts';
import { binarySize, decimalSize } from '../../util/byte-size.ts';
import type { Fields } from '../go-template/value.ts';
import { formatRecords } from './format-records.ts';
import { tabulate } from './tabulate.ts';

/** The resource usage of a container; `usage` is absent until the engine has reported it. */
export interface ContainerUsage {
  readonly container: ObservedContainer;
  readonly usage?: StatsSample;
}

const HEADERS: Fields = {
  BlockIO: 'BLOCK I/O',
  CPUPerc: 'CPU %',
  Container: 'CONTAINER',
  ID: 'CONTAINER ID',
  MemPerc: 'MEM %',
  MemUsage: 'MEM USAGE / LIMIT',
  Name: 'NAME',
  NetIO: 'NET I/O',
  PIDs: 'PIDS',
};

const COLUMNS = ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'];

export interface StatsTableOptions {
  /** The value of `--format`. */
  readonly format: string;
  readonly truncate: boolean;
  /** Of the terminal. */
  readonly columns: number;
  readonly onTerminal?: boolean;
}

const SACRIFICES = [
  { column: 'CONTAINER ID', downTo: 0 },
  { column: 'BLOCK I/O', downTo: 0 },
  { column: 'NET I/O', downTo: 0 },
  { column: 'NAME', downTo: 16 },
];

/** As `docker stats` prints it, for every `--format`. */
export function statsText(
  usages: readonly ContainerUsage[],
  { format, truncate, columns, onTerminal = false }: StatsTableOptions,
): string {
  const records = usages.map((usage) => statsRecord(usage, truncate));
  const table = () =>
    tabulate(
      [HEADERS, ...records].map((record) => COLUMNS.map((column) => String(record[column]))),
      { minWidth: 10, columns, sacrifices: SACRIFICES },
    );
  return formatRecords(format, records, { headers: HEADERS, table, onTerminal });
}

function statsRecord({ container, usage }: ContainerUsage, truncate: boolean): Fields {
  const id = truncate ? container.id.slice(0, 12) : container.id;
  const pair = (show: (bytes: number) => string, a: number | undefined, b: number | undefined): string =>
    a === undefined || b === undefined ? '-- / --' : `${show(a)} / ${show(b)}`;
  return {
    BlockIO: usage ? pair(decimalSize, usage.readBytes, usage.writtenBytes) : '--',
    CPUPerc: usage ? percent(usage.cpuPercent) : '--',
    Container: id,
    ID: id,
    MemPerc: usage ? percent(memoryShare(usage)) : '--',
    MemUsage: pair(binarySize, usage?.memoryBytes, usage?.memoryLimitBytes),
    Name: container.name,
    NetIO: usage ? pair(decimalSize, usage.receivedBytes, usage.sentBytes) : '--',
    PIDs: usage ? String(usage.processes) : '--',
  };
}

const percent = (value: number): string => `${value.toFixed(2)}%`;

const memoryShare = ({ memoryBytes, memoryLimitBytes }: StatsSample): number =>
  memoryLimitBytes === 0 ? 0 : (memoryBytes / memoryLimitBytes) * 100;
