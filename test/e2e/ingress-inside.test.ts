import { afterAll, beforeAll, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { aWorkspace, docker, ENGINE, statesOf, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Listens when it is allowed to, which nobody but a connection can tell; ends at once when it is told to stop. */
const APP =
  'mkdir -p /www; echo -n $$NAME >/www/index.html; until [ -e /go ]; do sleep 0.1; done; exec httpd -f -p 80 -h /www';

/** Asks by the name of the service until it is told to end, and writes down who answers, or how it failed. */
const CLIENT =
  'until [ -e /end ]; do wget -q -T 60 -O - http://web/ >>/log 2>&1 || echo -n " failed" >>/log; echo >>/log; done';

const files = (name: string, expose: string): string => `
x-gantry: {ingress: {image: "${INGRESS_IMAGE}"}, settle: 1ms}
services:
  web:
    image: busybox
    init: true
    command: sh -c '${APP}'
    environment: {NAME: "${name}"}
    expose: ${expose}
    deploy: {update_config: {order: start-first}}
  client: {image: busybox, init: true, command: sleep 100000}
`;

let workspace: Workspace;

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  workspace = aWorkspace('ingress-inside', { 'compose.yaml': files('one', '["80"]') });
});
afterAll(() => workspace.remove());

const named = (name: string): string => `${workspace.project}-${name}`;
const inClient = (script: string): string => docker('exec', named('client-1'), 'sh', '-c', script);
const answers = (): readonly string[] =>
  inClient('cat /log')
    .split('\n')
    .filter((line) => line !== '');
const allow = (container: string) => docker('exec', container, 'touch', '/go');

/** The container that is to replace another one, as soon as it runs. */
async function newContainer(): Promise<string> {
  const find = () =>
    docker(
      'ps',
      '--format',
      '{{.Names}}',
      '--filter',
      `name=_${named('web-1')}`,
      '--filter',
      'status=running',
    );
  await expect.poll(find, PATIENCE).toMatch(/^[0-9a-f]{12}_/);
  return find().trim();
}

test('clients that reach a service by its name do not notice an update, nor how long the new container takes to listen', async () => {
  const up = await workspace.gantry('up -d');
  expect(up.code, up.stderr).toBe(0);
  allow(named('web-1'));
  await expect.poll(() => inClient('wget -q -O - http://web/ || true'), PATIENCE).toBe('one');
  expect((await workspace.gantry('up -d')).stderr).toContain('nothing changed');

  docker('exec', '-d', named('client-1'), 'sh', '-c', CLIENT);
  await expect.poll(answers, PATIENCE).toContain('one');
  workspace.write('compose.yaml', files('two', '["80", "81"]'));
  const updated = workspace.gantry('up -d');
  const container = await newContainer();
  const before = answers().length;
  await expect.poll(() => answers().length, PATIENCE).toBeGreaterThan(before + 100);
  expect(new Set(answers())).toEqual(new Set(['one']));
  allow(container);
  const { code, stderr } = await updated;
  expect(code, stderr).toBe(0);
  await expect.poll(answers, PATIENCE).toContain('two');
  inClient('touch /end');
  expect(new Set(answers())).toEqual(new Set(['one', 'two']));
  expect(statesOf(workspace.project)).toEqual({
    'client-1': 'running',
    'web-1': 'running',
    'web-ingress': 'running',
  });
});

test('a new container that accepts no connection fails, and the old one goes on', async () => {
  workspace.write('compose.yaml', files('three', '["80"]'));
  const failed = await workspace.gantry('up -d --wait --wait-timeout 2');
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(`container ${named('web-1')} accepts no connection on port 80 after`);
  expect(inClient('wget -q -O - http://web/')).toBe('two');
});
