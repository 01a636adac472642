import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { portsOfOthers, readInstance, writeInstance } from '../../../src/cli/instances/instance-record.ts';
import { isOwnerGone, ownedByThisProcess } from '../../../src/cli/instances/owner.ts';
import { withLock } from '../../../src/cli/instances/with-lock.ts';
import { thisProcess } from '../../../src/reconciler/lock/process-identity.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder: string;
let environment: ReadonlyMap<string, string>;

beforeEach(() => {
  folder = aFolder({});
  environment = new Map([['XDG_STATE_HOME', folder]]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string): string => join(folder, 'gantry/instances', name);
const record = { ports: new Map([['web/80/tcp', 20_001]]), map: new Map([['net', 'own']]) };

test('a record is read as it was written, and nobody else can read it', () => {
  writeInstance(environment, 'shop-a', record);
  expect(readInstance(environment, 'shop-a')).toEqual(record);
  expect(statSync(fileOf('shop-a.json')).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '[]', 'null', '{"ports": {"a": "b", "c": 0, "d": 1.5, "e": 70000}, "map": {"f": 1}}'])(
  'a record that somebody has written as %s has no ports',
  (text) => {
    writeInstance(environment, 'shop-a', record);
    writeFileSync(fileOf('shop-a.json'), text);
    expect([...(readInstance(environment, 'shop-a')?.ports ?? [])]).toEqual([]);
  },
);

test('portsOfOthers() has those of all other instances', () => {
  writeInstance(environment, 'shop-a', record);
  writeInstance(environment, 'shop-b', { ...record, ports: new Map([['x/1/tcp', 7]]) });
  expect(portsOfOthers(environment, 'shop-a')).toEqual([new Map([['x/1/tcp', 7]])]);
});

test('withLock() lets one after another work', async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await Promise.resolve();
    events.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withLock(environment, work(name))));
  const pairs = [0, 2, 4].map((at) => events.slice(at, at + 2).map((event) => event[0]));
  expect(pairs.every(([begun, ended]) => begun === ended)).toBe(true);
  expect(events).toHaveLength(6);
});

test('withLock() takes the lock of a process that has died', async () => {
  await withLock(environment, () => Promise.resolve());
  const dead = { pid: 2 ** 22 - 1, machine: thisProcess().machine, started: '1' };
  writeFileSync(fileOf('lock'), JSON.stringify(dead));
  expect(await withLock(environment, () => Promise.resolve('done'))).toBe('done');
});

test('withLock() works without a lock where no file can be made', async () => {
  const nowhere = new Map([['XDG_STATE_HOME', '/proc/nothing']]);
  expect(await withLock(nowhere, () => Promise.resolve('done'))).toBe('done');
});

test('isOwnerGone() knows only processes of this boot of this machine', () => {
  const owner = ownedByThisProcess();
  expect(isOwnerGone(owner)).toBe(false);
  expect(isOwnerGone({ ...owner, pid: 2 ** 22 - 1 })).toBe(true);
  expect(isOwnerGone({ ...owner, bootId: 'another', pid: 2 ** 22 - 1 })).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'isOwnerGone() is not taken in by a number that is used again',
  () => {
    const owner = ownedByThisProcess();
    expect(isOwnerGone({ ...owner, startTime: '1' })).toBe(true);
  },
);
