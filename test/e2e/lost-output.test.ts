import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { shellInTerminal } from '../support/terminal.ts';

const SLEEPS = 'image: "busybox:latest", init: true, command: sleep 600, stop_grace_period: 0s';

let workspace: Workspace;
beforeAll(async () => {
  workspace = aWorkspace('lost', {
    'compose.yaml': `services: {a: {${SLEEPS}}, b: {${SLEEPS}}, c: {${SLEEPS}}}\n`,
  });
  await workspace.gantry('up -d');
});
afterAll(() => workspace.remove());

const shown = async (script: string): Promise<string> =>
  (await shellInTerminal(workspace, script).ended).shown;
const ids = (): readonly string[] =>
  docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${workspace.project}`).split('\n').sort();

test.each(['ps', 'exec -T a seq 100000', 'run --rm -T a seq 100000', 'export a'])(
  '%s says that a full disk did not take its output, and fails',
  async (words) => {
    const before = ids();
    const text = await shown(`$GANTRY ${words} > /dev/full; echo code $?`);
    expect(text).toContain('cannot write to standard output: no space is left where it goes');
    expect(text).toMatch(/code 1\r\n$/);
    expect(text).not.toContain(' at ');
    expect(ids()).toEqual(before);
  },
);

test('progress that nobody reads, or that cannot be written, stops nothing half-way', async () => {
  const before = ids();
  expect(await shown('$GANTRY up -d --force-recreate 2>/dev/full; echo code $?')).toBe('code 0\r\n');
  const between = ids();
  expect(between).toHaveLength(3);
  expect(between.filter((id) => before.includes(id))).toEqual([]);
  await shown('$GANTRY --progress plain up -d --force-recreate 2>&1 | head -n 1');
  expect(ids()).toHaveLength(3);
  expect(ids().filter((id) => between.includes(id))).toEqual([]);
});

test('a reader that begins late gets all of the output', async () => {
  expect(await shown('$GANTRY exec -T a seq 100000 | (sleep 1; wc -l)')).toBe('100000\r\n');
});
