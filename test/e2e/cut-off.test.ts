import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EngineProxy, startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, type Workspace } from '../support/gantry.ts';
import { shellInTerminal } from '../support/terminal.ts';

const TALKS = 'while :; do echo talking; sleep 0.1; done';

let workspace: Workspace;
let proxy: EngineProxy;
beforeAll(async () => {
  workspace = aWorkspace('cut-off', {
    'compose.yaml': `services: {web: {image: busybox, init: true, command: [sh, -c, "${TALKS}"], stop_grace_period: 0s}}\n`,
  });
  await workspace.gantry('up -d');
});
afterAll(() => workspace.remove());
beforeEach(async () => {
  proxy = await startEngineProxy();
});
afterEach(() => proxy.close().catch(() => {}));

/** By the request that is under way then. */
async function untilAsked(request: RegExp): Promise<void> {
  while (!proxy.requests.some((asked) => request.test(asked)))
    await new Promise((later) => setTimeout(later, 20));
}

test.each([
  ['logs -f', /\/logs$/],
  ['logs -f --grep nothing', /\/logs$/],
  ['up', /\/logs$/],
  ['up --abort-on-container-exit', /\/logs$/],
  ['events', /\/events$/],
  ['stats', /\/stats$/],
  ['wait web', /\/wait$/],
])('%s fails when the engine goes away, and says so', async (words, request) => {
  const run = workspace.start(words, { DOCKER_HOST: proxy.host });
  await untilAsked(request);
  if (words === 'logs -f' || words.startsWith('up')) await run.until('talking');
  await proxy.close();

  const { code, stdout, stderr } = await run.ended;

  expect(code, stderr).toBe(1);
  expect(stderr).toMatch(/^error: .*\(engine-unreachable\)\n {2}try: /m);
  expect(`${stdout}${stderr}`).not.toContain('cannot be read');
});

test('`up` gives the terminal back when the engine goes away', async () => {
  const up = shellInTerminal(
    workspace,
    `DOCKER_HOST=${proxy.host}; export DOCKER_HOST; before=$(stty -a); $GANTRY up; echo code $?; test "$before" = "$(stty -a)" && echo same`,
  );
  await up.until('Ctrl-C stop');
  await proxy.close();

  await up.until('engine-unreachable');
  await up.until('code 1');
  await up.until('same');
  await up.ended;
});
