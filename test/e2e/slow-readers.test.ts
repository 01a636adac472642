import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { startLoudEngine } from '../support/loud-engine.ts';
import { SELDOM } from '../support/patience.ts';
import { startUnread, untilStill } from '../support/unread.ts';

const MIB = 1024 * 1024;
/** Far more than gantry holds, and far less than it takes while anybody waits, if it does not stop. */
const MOST = 100 * MIB;
const LOUD = Array.from({ length: 20 }, (_, index) => `loud${index}`);
const SERVICES = LOUD.map((name) => `  ${name}: {image: "busybox:latest"}\n`).join('');

let workspace: Workspace;
beforeAll(() => {
  workspace = aWorkspace('readers', {
    'compose.yaml': `services:\n${SERVICES}  idle: {image: "busybox:latest", init: true}\n`,
  });
});
afterAll(() => workspace.remove());

test('logs -f of twenty loud containers reads no more than it holds while nobody reads it, and ends at Ctrl-C', async () => {
  const engine = await startLoudEngine(workspace.project, LOUD);
  const unread = startUnread(workspace, ['logs', '-f'], { DOCKER_HOST: engine.host });
  try {
    await untilStill(engine.written, MOST);
    unread.process.kill('SIGINT');
    expect(await unread.exitCode).toBe(130);
    expect(engine.written()).toBeGreaterThan(0);
    expect(engine.written()).toBeLessThan(MOST);
  } finally {
    unread.process.kill('SIGKILL');
    await engine.close();
  }
});

test('run holds up a process whose output nobody reads, and ends at Ctrl-C without leaving it', async () => {
  const unread = startUnread(workspace, ['run', '--rm', '-T', 'idle', 'yes']);
  const running = (): string =>
    docker('ps', '-q', '--filter', `label=com.docker.compose.project=${workspace.project}`);
  await expect.poll(running, SELDOM).not.toBe('');
  const id = running();
  const written = (): number =>
    Number(/^wchar: (\d+)$/m.exec(docker('exec', id, 'sh', '-c', 'cat /proc/$(pidof yes)/io'))?.[1] ?? 0);
  await untilStill(written, MOST);
  expect(written()).toBeLessThan(MOST);

  unread.process.kill('SIGINT');
  expect(await unread.exitCode).toBe(130);
  expect(docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${workspace.project}`)).toBe('');
});
