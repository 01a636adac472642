import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { askForLink, openMeeting } from '../../../src/cli/page/page-meeting.ts';
import type { PageRun } from '../../../src/model/page-state.ts';
import type { PageWatch } from '../../../src/model/page-watch.ts';
import { aFolder } from '../../support/a-folder.ts';

const LINK = { url: 'http://gantry-a.localhost:1/#secret', byAddress: 'http://127.0.0.1:1/#secret' };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

describe('the server of a page, for other processes of the user', () => {
  test('gives a link to a second one that may do the same, and nothing to one that may do more', async () => {
    const { path } = await aMeeting({ readOnly: true });

    expect(await askForLink(path, true)).toEqual(LINK);
    expect(await askForLink(path, false)).toBeUndefined();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is found by nobody where none is, and has the place of one that was killed', async () => {
    const path = join(aFolder({}), 'ui.sock');
    expect(await askForLink(path, false)).toBeUndefined();
    const first = await meetingAt(path);
    const second = await meetingAt(path);

    expect([first.meeting, second.meeting].map((one) => one !== undefined)).toEqual([true, false]);
  });

  test('is not waited for where it is suspended', async () => {
    const path = join(aFolder({}), 'ui.sock');
    const suspended = createServer(() => {}).listen(path);
    await once(suspended, 'listening');
    open.push({ close: async () => void suspended.close() });

    expect(await askForLink(path, false)).toBeUndefined();
  });

  test('watches a run of another process', async () => {
    const { path, runs } = await aMeeting();
    const other = talk(path);
    other.say({ type: 'run', process: -1, patch: [aRun] });
    other.say({ type: 'run', process: -1, patch: { status: ['done'], endedAt: [9] } });

    await expect.poll(() => runs).toEqual([aRun, { ...aRun, status: 'done', endedAt: 9 }]);
    other.end();
  });

  test('says that a run has ended of which no more can come', async () => {
    const { path, runs } = await aMeeting();
    const other = talk(path);
    other.say({ type: 'run', process: -1, patch: [aRun] });
    await expect.poll(() => runs).toHaveLength(1);
    other.end();

    await expect.poll(() => runs.at(-1)?.status).toBe('cancelled');
  });

  test('ends a watch whose process is gone', async () => {
    const { path, watches } = await aMeeting();
    const other = talk(path);
    const watch: PageWatch = { by: '"watch" of alice', startedAt: 1, entries: {} };
    other.say({ type: 'watch', process: -1, patch: [watch] });
    await expect.poll(() => watches).toEqual([watch]);
    other.end();

    await expect.poll(() => watches.at(-1)?.endedAt).toBeGreaterThan(1);
    expect(watches.at(-1)?.isLost).toBe(true);
  });

  test('does not take the end of an earlier process for that of the one that watches now', async () => {
    const { path, watches } = await aMeeting();
    const [first, second] = [talk(path), talk(path)];
    first.say({ type: 'watch', process: -1, patch: [{ startedAt: 1, entries: {} }] });
    await expect.poll(() => watches).toHaveLength(1);
    second.say({ type: 'watch', process: -2, patch: [{ startedAt: 2, entries: {} }] });
    await expect.poll(() => watches).toHaveLength(2);
    first.end();
    await first.closed;
    second.say({ type: 'watch', process: -2, patch: { by: ['"dev" of alice'] } });

    await expect.poll(() => watches.at(-1)?.by).toBe('"dev" of alice');
    expect(watches.map(({ endedAt }) => endedAt)).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['what it runs itself', { type: 'run', process: process.pid, patch: [aRunOf('running')] }],
    ['what is no run', { type: 'run', process: -1, patch: [{ id: 'a' }] }],
    ['what changes nothing', { type: 'run', process: -1, patch: 'a' }],
    ['anything else', { type: 'apply', plan: 'a' }],
  ])('takes no notice of %s', async (_, message) => {
    const { path, runs } = await aMeeting();
    const other = talk(path);
    other.say(message);
    other.end();
    await askForLink(path, false);

    expect(runs).toEqual([]);
  });
});

function aRunOf(status: PageRun['status']): PageRun {
  return { id: 'a', by: '"up" of alice', status, startedAt: 1, steps: {}, notes: [], failures: [] };
}

const aRun = aRunOf('running');

const aMeeting = (options: { readonly readOnly?: boolean } = {}) =>
  meetingAt(join(aFolder({}), 'ui.sock'), options);

async function meetingAt(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
  const runs: PageRun[] = [];
  const watches: PageWatch[] = [];
  const meeting = await openMeeting({
    path,
    readOnly,
    newLink: () => LINK,
    onRun: (run) => runs.push(run),
    onWatch: (watch) => watches.push(watch),
  });
  if (meeting) open.push(meeting);
  return { path, runs, watches, meeting };
}

function talk(path: string) {
  const socket = connect(path);
  return {
    say: (message: object) => void socket.write(`${JSON.stringify(message)}\n`),
    end: () => void socket.end(),
    closed: once(socket, 'close'),
  };
}
