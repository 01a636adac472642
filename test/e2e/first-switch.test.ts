import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { startKillingProxy } from '../chaos/killing-proxy.ts';
import { answerAt, askDuring } from '../support/ask-port.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, ENGINE, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Ends at once when it is told to stop, whatever it is doing. */
const APP = 'mkdir -p /www; echo -n $$NAME >/www/index.html; exec httpd -f -p 80 -h /www';

interface File {
  readonly order?: 'stop-first' | 'start-first';
  readonly switchImage?: string;
}

const files = (name: string, { order = 'start-first', switchImage = INGRESS_IMAGE }: File = {}): string => `
x-gantry: {ingress: {image: "${INGRESS_IMAGE}", switch-image: "${switchImage}"}}
services:
  web:
    image: busybox
    init: true
    command: sh -c '${APP}'
    environment: {NAME: "${name}"}
    ports: ["${port}:80"]
    deploy: {update_config: {order: ${order}}}
`;

let port: number;
let workspace: Workspace;

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  port = await freePort();
  workspace = aWorkspace('first-switch', { 'compose.yaml': files('one', { order: 'stop-first' }) });
});
afterAll(() => workspace.remove());

const answer = (): Promise<string> => answerAt(port);

const named = (...filters: readonly string[]): readonly string[] =>
  docker(
    'ps',
    '-a',
    '--format',
    '{{.Names}}',
    ...filters.flatMap((filter) => ['--filter', `label=${filter}`]),
  )
    .split('\n')
    .filter((name) => name !== '')
    .sort();

/** What is left of helpers, on the engine and in the packet filter of its host. */
const leftovers = (): readonly string[] => [
  ...named(`gantry.hold=${workspace.project}`),
  ...docker(
    ...['run', '--rm', '--network', 'host', '--cap-add', 'NET_ADMIN', '--user', '0'],
    ...['--entrypoint', 'nft', INGRESS_IMAGE, 'list', 'tables'],
  )
    .split('\n')
    .filter((line) => line.includes(workspace.project)),
];

describe('the first update with an ingress, without a gap', () => {
  test('changes nothing where connections cannot be held', async () => {
    expect((await workspace.gantry('up -d')).code).toBe(0);
    await expect.poll(answer, PATIENCE).toBe('one');
    workspace.write('compose.yaml', files('two', { switchImage: 'busybox' }));
    expect((await workspace.gantry('plan')).stdout).toContain('--no-gap avoids it');
    const { code, stderr } = await workspace.gantry('up -d --no-gap');
    expect(code).toBe(1);
    expect(stderr).toContain('(hold-failed)');
    expect(stderr).toContain('nft');
    expect(await answer()).toBe('one');
    expect(named(`com.docker.compose.project=${workspace.project}`)).toEqual([`${workspace.project}-web-1`]);
    expect(leftovers()).toEqual([]);
  });

  test('refuses no connection, and leaves nothing of its helper', async () => {
    workspace.write('compose.yaml', files('two'));
    const updated = workspace.gantry('up -d --no-gap');
    expect(await askDuring(port, updated)).toEqual({ answers: ['one', 'two'], refused: 0 });
    const { code, stderr } = await updated;
    expect(code, stderr).toBe(0);
    expect(leftovers()).toEqual([]);
    expect((await workspace.gantry('up -d --no-gap')).stderr).toContain('nothing changed');
  });

  test('leaves nothing of its helper when gantry is killed meanwhile, and the next run has the port', async () => {
    workspace.write('compose.yaml', files('three', { order: 'stop-first' }));
    expect((await workspace.gantry('up -d')).code).toBe(0);
    workspace.write('compose.yaml', files('four'));
    const run = workspace.start('up -d --no-gap');
    await run.until('Holds connections');
    run.process.kill('SIGKILL');
    await run.ended;
    await expect.poll(leftovers, PATIENCE).toEqual([]);
    const again = await workspace.gantry('up -d --no-gap');
    expect(again.code, again.stderr).toBe(0);
    await expect.poll(answer, PATIENCE).toBe('four');
  });

  test('holds from its beginning when gantry was killed before the ingress had the port, and removes what was left', async () => {
    workspace.write('compose.yaml', files('five', { order: 'stop-first' }));
    expect((await workspace.gantry('up -d')).code).toBe(0);
    workspace.write('compose.yaml', files('six'));
    const proxy = await startKillingProxy();
    try {
      const run = workspace.start('up -d --no-gap', { DOCKER_HOST: proxy.host });
      proxy.arm({ call: /\/stop$/, moment: 'after', hit: () => run.process.kill('SIGKILL') });
      await run.ended;
    } finally {
      await proxy.close();
    }
    await expect.poll(() => answer().catch(({ code }) => code), PATIENCE).toBe('ECONNREFUSED');
    await expect.poll(leftovers, PATIENCE).toEqual([]);
    // As if it had been killed between two calls.
    const left = `${workspace.project}-web-hold`;
    const labels = [`com.docker.compose.project=${workspace.project}`, `gantry.hold=${workspace.project}`];
    docker('create', '--name', left, ...labels.flatMap((label) => ['--label', label]), 'busybox');
    const again = workspace.start('up -d --no-gap');
    await again.until('Holds connections');
    expect(await askDuring(port, again.ended)).toEqual({ answers: ['six'], refused: 0 });
    expect(await again.ended).toMatchObject({ code: 0 });
    expect(leftovers()).toEqual([]);
  });
});
