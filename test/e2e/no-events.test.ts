import { afterEach, expect, test } from 'vitest';
import { type EngineProxy, startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
let proxy: EngineProxy | undefined;
afterEach(async () => {
  await proxy?.close();
  await workspace?.remove();
  workspace = undefined;
});

const isEvents = (request: string): boolean => request === 'GET /events';
const never = (): boolean => false;

test.each([
  ['refuses its events', isEvents, never],
  ['has a stream of events that is open and silent', never, isEvents],
])('up --wait sees that all is well on an engine that %s', async (what, refuses, silences) => {
  workspace = aWorkspace(what.startsWith('refuses') ? 'refused' : 'silent', {
    'compose.yaml': `
services:
  db: {image: busybox, command: sleep 600, init: true, healthcheck: {test: "true", interval: 1s}}
  web: {image: busybox, command: sleep 600, init: true, depends_on: {db: {condition: service_healthy}}}
`,
  });
  proxy = await startEngineProxy(refuses, silences);

  const { code, stderr } = await workspace.gantry('up -d --wait', { DOCKER_HOST: proxy.host });

  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`Container ${workspace.project}-web-1 Healthy`);
});
