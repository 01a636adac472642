import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, docker, statesOf, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';
import { gantryWithInput } from '../support/piped.ts';
import { gantryInTerminal } from '../support/terminal.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const SLEEPS = `{image: "busybox:latest", init: true, command: sleep 600, stop_grace_period: 0s}`;
const TWO = { 'compose.yaml': `services:\n  web: ${SLEEPS}\n  db: ${SLEEPS}\n` };

const states = () => statesOf(workspace.project);

test('create makes containers and starts none; pause, unpause, kill and rm do what they say, twice is no error', async () => {
  workspace = aWorkspace('life', TWO);
  const run = async (words: string): Promise<string> => {
    const { code, stderr } = await workspace.gantry(words);
    expect(code, `${words}: ${stderr}`).toBe(0);
    return stderr;
  };

  await run('create');
  expect(states()).toEqual({ 'web-1': 'created', 'db-1': 'created' });
  await run('start');
  await run('pause web');
  expect(states()).toEqual({ 'web-1': 'paused', 'db-1': 'running' });
  await run('pause web');
  await run('unpause');
  expect(states()).toEqual({ 'web-1': 'running', 'db-1': 'running' });
  expect(await run('rm -f')).toContain('No stopped containers');
  await run('kill web');
  // The engine answers when the signal is sent.
  await vi.waitFor(() => expect(states()['web-1']).toBe('exited'), SELDOM);
  await run('kill db');
  await vi.waitFor(() => expect(states()['db-1']).toBe('exited'), SELDOM);
  expect(await run('kill')).toContain('no container to kill');
  await run('rm -f web');
  expect(states()).toEqual({ 'db-1': 'exited' });
});

test('rm asks: a piped y or yes removes, everything else and the end of the input keep', async () => {
  workspace = aWorkspace('ask', TWO);
  await workspace.gantry('create');

  for (const answer of ['', 'n\n', 'maybe\n']) {
    const { code, stderr } = await gantryWithInput(workspace, answer, 'rm', 'web');
    expect([code, states()['web-1']], stderr).toEqual([0, 'created']);
  }
  const { stderr } = await gantryWithInput(workspace, 'yes\n', 'rm', 'web');
  expect(stderr).toContain(`Going to remove ${workspace.project}-web-1 [y/N]`);
  expect(states()).toEqual({ 'db-1': 'created' });

  const terminal = gantryInTerminal(workspace, 'rm');
  await terminal.until('[y/N]');
  terminal.type('y\r');
  expect((await terminal.ended).code).toBe(0);
  expect(states()).toEqual({});
});

test('scale brings a service to a number and refuses it where the name is fixed', async () => {
  workspace = aWorkspace('scale', {
    'compose.yaml': `services:\n  web: ${SLEEPS}\n  one: {image: "busybox:latest", container_name: gt-scale-${process.pid}-one}\n`,
  });

  expect((await workspace.gantry('scale web=2')).code).toBe(0);
  expect(states()).toEqual({ 'web-1': 'running', 'web-2': 'running' });
  expect((await workspace.gantry('scale web=0')).code).toBe(0);
  expect(states()).toEqual({});
  const refused = await workspace.gantry('scale one=2');
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining('cannot have 2 containers with one name'),
  ]);
});

test('wait ends with the code of who failed, whoever ended last, and with --down-project takes all down', async () => {
  const job = (code: number): string =>
    `{image: "busybox:latest", init: true, command: sh -c "while ! rm /end 2>/dev/null; do sleep 0.05; done; exit ${code}"}`;
  workspace = aWorkspace('wait', {
    'compose.yaml': `services:\n  bad: ${job(4)}\n  good: ${job(0)}\n  web: ${SLEEPS}\n`,
  });
  await workspace.gantry('up -d');
  const proxy = await startEngineProxy();
  onTestFinished(() => proxy.close());
  /** Ends them one after another, as soon as somebody waits for all of them. */
  const waitFor = async (words: string, services: Readonly<Record<string, number>>) => {
    const before = proxy.requests.length;
    const waiting = workspace.start(words, { DOCKER_HOST: proxy.host });
    const waits = () => proxy.requests.slice(before).filter((request) => request.endsWith('/wait'));
    await vi.waitFor(() => expect(waits()).toHaveLength(Object.keys(services).length), SELDOM);
    for (const [service, code] of Object.entries(services)) {
      docker('exec', `${workspace.project}-${service}-1`, 'touch', '/end');
      await waiting.until(`exited with status code ${code}`);
    }
    return waiting.ended;
  };

  const waited = await waitFor('wait good bad', { bad: 4, good: 0 });
  expect([waited.code, waited.stdout.split('\n').filter(Boolean)]).toEqual([
    4,
    [
      expect.stringMatching(/^container "[0-9a-f]{64}" exited with status code 4$/),
      expect.stringMatching(/^container "[0-9a-f]{64}" exited with status code 0$/),
    ],
  ]);
  expect((await workspace.gantry('wait bad')).code).toBe(1);

  await workspace.gantry('start bad');
  expect((await waitFor('wait --down-project bad', { bad: 4 })).code).toBe(4);
  expect(states()).toEqual({});
});
