import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { open } from '../../scripts/setup/engine-api.ts';
import { textAt } from '../../scripts/setup/json.ts';
import { aWorkspace, docker, ENGINE, statesOf, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

interface Settings {
  readonly version: number;
  /** Its healthcheck never succeeds. */
  readonly broken?: boolean;
}

/** Looks seldom once it is healthy: a look costs the engine as much as a process of its own. */
const HEALTHY = '{test: [CMD, "true"], interval: 60s, start_period: 300s, start_interval: 300ms}';
const BROKEN = '{test: [CMD, "false"], interval: 300ms, retries: 3}';

const file = (config: string, { version, broken = false }: Settings): string => `
services:
  web:
    image: busybox:latest
    init: true
    command: sleep ${60000 + version}
    healthcheck: ${broken ? BROKEN : HEALTHY}
    stop_grace_period: 1s
    deploy: {replicas: 2, update_config: {${config}}}
`;

const BOTH_RUN = { 'web-1': 'running', 'web-2': 'running' };
const idOf = (number: number): string =>
  docker('inspect', '--format', '{{.Id}}', `${workspace.project}-web-${number}`).trim();

/** What happens while `work` is done: `health_status: healthy ID`, `kill ID` … As it happens, for an engine remembers few events. */
async function eventsDuring(work: () => Promise<void>): Promise<readonly string[]> {
  const label = [`com.docker.compose.project=${workspace.project}`];
  const events = await open(
    ENGINE,
    'GET',
    `/events?filters=${encodeURIComponent(JSON.stringify({ label }))}`,
  );
  const seen: string[] = [];
  createInterface(events).on('line', (line) => {
    const event: unknown = JSON.parse(line);
    seen.push(`${textAt(event, 'Action')} ${textAt(event, 'Actor', 'ID')}`);
  });
  try {
    await work();
    // The last one that is looked for has been told by then.
    await expect.poll(() => seen, PATIENCE).toContain(`rename ${idOf(2)}`);
  } finally {
    events.destroy();
  }
  return seen;
}

test('start-first, each new container is healthy before its old one is told to stop', async () => {
  const config = 'order: start-first';
  workspace = aWorkspace('start-first', { 'compose.yaml': file(config, { version: 1 }) });
  expect((await workspace.gantry('up -d --wait')).code).toBe(0);
  const old = [idOf(1), idOf(2)];
  workspace.write('compose.yaml', file(config, { version: 2 }));

  const planned = await workspace.gantry('plan');
  expect(planned.stdout).toContain(
    'update of service web: start-first; 1 of 2 containers at a time; no stop',
  );
  expect(planned.stdout).toContain('disruption: none');
  const events = await eventsDuring(async () => {
    const updated = await workspace.gantry('up -d');
    expect(updated.code, updated.stderr).toBe(0);
  });

  for (const number of [1, 2]) {
    const healthy = events.indexOf(`health_status: healthy ${idOf(number)}`);
    expect(healthy).toBeGreaterThanOrEqual(0);
    expect(events.indexOf(`kill ${old[number - 1]}`)).toBeGreaterThan(healthy);
  }
  expect(statesOf(workspace.project)).toEqual(BOTH_RUN);
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
});

test('start-first, a new container that is never healthy goes, and the old ones run on', async () => {
  const config = 'order: start-first';
  workspace = aWorkspace('never-healthy', { 'compose.yaml': file(config, { version: 1 }) });
  expect((await workspace.gantry('up -d --wait')).code).toBe(0);
  const old = [idOf(1), idOf(2)];
  workspace.write('compose.yaml', file(config, { version: 2, broken: true }));

  const updated = await workspace.gantry('up -d');
  expect(updated.code).toBe(1);
  expect(updated.stderr).toContain('gantry removes the new container; the old one runs on');
  expect([idOf(1), idOf(2)]).toEqual(old);
  expect(statesOf(workspace.project)).toEqual(BOTH_RUN);
});

test('with failure_action: rollback all old containers run again', async () => {
  const config = 'order: stop-first, failure_action: rollback';
  workspace = aWorkspace('rollback', { 'compose.yaml': file(config, { version: 1 }) });
  expect((await workspace.gantry('up -d --wait')).code).toBe(0);
  const before = [idOf(1), idOf(2)];
  workspace.write('compose.yaml', file(config, { version: 2, broken: true }));

  const updated = await workspace.gantry('up -d');
  expect(updated.code).toBe(1);
  expect(updated.stderr).toContain('its old containers are brought back (update-failed)');
  expect([idOf(1), idOf(2)]).toEqual(before);
  expect(statesOf(workspace.project)).toEqual(BOTH_RUN);

  // All of them are as the first file wants them.
  workspace.write('compose.yaml', file(config, { version: 1 }));
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
});

test('the next up finishes an update that was killed when the old container had stopped', async () => {
  const config = 'failure_action: rollback, parallelism: 1, monitor: 10m';
  workspace = aWorkspace('killed-update', { 'compose.yaml': file(config, { version: 1 }) });
  expect((await workspace.gantry('up -d')).code).toBe(0);
  workspace.write('compose.yaml', file(config, { version: 2 }));
  const update = workspace.start('up -d');
  // The first new one is monitored for ten minutes.
  await update.until('web-1 Waiting');
  update.process.kill('SIGKILL');
  await update.ended;

  workspace.write('compose.yaml', file('failure_action: rollback', { version: 2 }));
  const finished = await workspace.gantry('up -d --no-wait');
  expect(finished.code, finished.stderr).toBe(0);
  expect(statesOf(workspace.project)).toEqual(BOTH_RUN);
  for (const number of [1, 2])
    expect(docker('inspect', '--format', '{{.Config.Cmd}}', `${workspace.project}-web-${number}`)).toContain(
      '60002',
    );
});
