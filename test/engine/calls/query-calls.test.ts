import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readStats } from '../../../src/engine/answers/read-stats.ts';
import { readHistory } from '../../../src/engine/streams/event-history.ts';

const GIB = 1024 ** 3;

test('readStats() counts 100 % for each processor, and no page cache that can be given back', () => {
  const sample = readStats({
    cpu_stats: { cpu_usage: { total_usage: 3_000 }, system_cpu_usage: 20_000, online_cpus: 4 },
    precpu_stats: { cpu_usage: { total_usage: 1_000 }, system_cpu_usage: 12_000 },
    memory_stats: { usage: 3 * GIB, limit: 8 * GIB, stats: { inactive_file: GIB } },
    networks: { eth0: { rx_bytes: 10, tx_bytes: 1 }, eth1: { rx_bytes: 5, tx_bytes: 2 } },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'Read', value: 7 },
        { op: 'write', value: 9 },
      ],
    },
    pids_stats: { current: 3 },
  });

  expect(sample).toEqual({
    cpuPercent: 100,
    memoryBytes: 2 * GIB,
    memoryLimitBytes: 8 * GIB,
    receivedBytes: 15,
    sentBytes: 3,
    readBytes: 7,
    writtenBytes: 9,
    processes: 3,
  });
});

test('readStats() of a container that does not run is all zeros', () => {
  expect(new Set(Object.values(readStats({})))).toEqual(new Set([0]));
});

test('readHistory() keeps the nanoseconds of a time, which a number of JavaScript would lose', async () => {
  const line = (nano: string): string =>
    `{"Action":"start","Actor":{"ID":"c1","Attributes":{"name":"web"}},"time":1795541933,"timeNano":${nano}}\n`;
  const events = readHistory(Readable.from([line('1795541933122573999'), line('1795541933000000000')]));
  const times: string[] = [];
  for await (const { time } of events) times.push(time);

  expect(times).toEqual(['2026-11-24T17:38:53.122573999Z', '2026-11-24T17:38:53Z']);
});
