import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import type { PageLogLine } from '../../../src/model/page-log.ts';
import { answerLines } from '../../../src/serve/logs/answer-lines.ts';
import { LogSpool } from '../../../src/serve/logs/log-spool.ts';

const spools: LogSpool[] = [];
afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
});

const at = (number: number): string => new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();

async function aSpool(
  amount: number,
  text = (number: number): string => `line ${number}`,
): Promise<LogSpool> {
  const spool = new LogSpool();
  spools.push(spool);
  for (let number = 0; number < amount; number++)
    await spool.append(['web-1', at(number), 'out', text(number)]);
  return spool;
}

const read = (spool: LogSpool, from: number, count: number) =>
  answerLines(
    spool,
    Array.from({ length: count }, (_, offset) => from + offset),
  );

describe('LogSpool', () => {
  test('gives lines back by their numbers, from the file and from what waits for it', async () => {
    const spool = await aSpool(1000);

    expect([spool.first, spool.end]).toEqual([0, 1000]);
    expect((await read(spool, 250, 300)).map((line) => line[3])).toEqual(
      Array.from({ length: 300 }, (_, index) => `line ${250 + index}`),
    );
    expect((await spool.block(999))?.lines).toHaveLength(1000 % 256);
    expect(await spool.block(1000)).toBeUndefined();
  });

  test.each<PageLogLine>([
    ['web-1', at(0), 'err', 'tab\tand \u001b[31mcolour\u001b[0m \r'],
    ['web-1', at(0), 'fail', ''],
    ['', '', 'end', 'ö 漢字 🚢'],
  ])('keeps a line as it is: %j', async (...line) => {
    const spool = await aSpool(0);
    await spool.append(line);
    for (let number = 0; number < 300; number++) await spool.append(['web-1', at(number), 'out', '']);
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(await read(spool, 0, 1)).toEqual([line]);
  });

  test('finds the line of a container and time, also where others have that time', async () => {
    const spool = await aSpool(700);
    await spool.append(['db-1', at(699), 'out', 'another']);

    expect(await spool.find('web-1', at(300))).toBe(300);
    expect(await spool.find('db-1', at(699))).toBe(700);
    expect(await spool.find('db-1', at(300))).toBeUndefined();
    expect(await spool.find('web-1', at(9999))).toBeUndefined();
  });

  test('gives up the oldest lines, and the others keep their numbers', async () => {
    const spool = await aSpool(1500, () => 'x'.repeat(60_000));
    const before = spool.size;

    expect(spool.dropOldest()).toBe(true);
    expect(spool.size).toBeLessThan(before - 30_000_000);
    expect(spool.first).toBeGreaterThan(500);
    expect((await read(spool, spool.first, 1))[0]?.[1]).toBe(at(spool.first));
    while (spool.dropOldest());
    expect(spool.end).toBe(1500);
    expect((await read(spool, 1499, 1))[0]?.[1]).toBe(at(1499));
  });

  test('makes a writer wait for the disk, and leaves no name of a file behind', async () => {
    const spool = new LogSpool();
    spools.push(spool);
    let room: Promise<void> | undefined;
    for (let number = 0; number < 40 && !room; number++)
      room = spool.append(['web-1', at(number), 'out', 'x'.repeat(65_536)]);

    expect(room).toBeInstanceOf(Promise);
    await room;
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('gantry-log-'))).toEqual([]);
  });
});
