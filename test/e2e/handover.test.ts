import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { startKillingProxy } from '../chaos/killing-proxy.ts';
import { answerAt, askDuring } from '../support/ask-port.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, ENGINE, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Listens a while after its start, and ends at once when it is told to stop, whatever it is doing. */
const APP = 'sleep 1; mkdir -p /www; echo -n $$NAME >/www/index.html; exec httpd -f -p 80 -h /www';

interface File {
  readonly switchImage?: string;
  readonly more?: string;
}

const file = (name: string, { switchImage = INGRESS_IMAGE, more = '' }: File = {}): string => `
services:
  web:
    image: busybox
    init: true
    command: sh -c '${APP}'
    environment: {NAME: "${name}"}
    ports: [{mode: host, target: 80, published: "${port}"}]
    x-gantry: {handover: true, ingress: {switch-image: "${switchImage}"}}
${more}`;

let port: number;
let workspace: Workspace;

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  port = await freePort();
  workspace = aWorkspace('handover', { 'compose.yaml': '' });
});
afterAll(() => workspace.remove());

const helpers = (): string =>
  docker('ps', '-aq', '--filter', `label=gantry.hold=${workspace.project}`).trim();

describe('a service that hands its ports over', () => {
  test('is not touched where connections cannot be held', async () => {
    workspace.write('compose.yaml', file('one'));
    expect((await workspace.gantry('up -d')).code).toBe(0);
    await expect.poll(() => answerAt(port).catch(String), PATIENCE).toBe('one');
    workspace.write('compose.yaml', file('two', { switchImage: 'busybox' }));
    const { code, stderr } = await workspace.gantry('up -d');
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('(hold-failed)');
    expect(await answerAt(port)).toBe('one');
  });

  test('refuses no connection when it is updated', async () => {
    workspace.write('compose.yaml', file('two'));
    expect((await workspace.gantry('plan')).stdout).toContain(`new connections to port ${port} wait until`);
    const updated = workspace.gantry('up -d');
    expect(await askDuring(port, updated)).toEqual({ answers: ['one', 'two'], refused: 0 });
    const { code, stderr } = await updated;
    expect(code, stderr).toBe(0);
    expect(helpers()).toBe('');
    expect((await workspace.gantry('up -d')).stderr).toContain('nothing changed');
  });

  test('refuses none when it is restarted, and has a healthcheck', async () => {
    const more = `    healthcheck: {test: "wget -qO /dev/null localhost", interval: 1s}\n`;
    workspace.write('compose.yaml', file('three', { more }));
    expect((await workspace.gantry('up -d --wait')).code).toBe(0);
    const restarted = workspace.gantry('restart');
    expect(await askDuring(port, restarted)).toEqual({ answers: ['three'], refused: 0 });
    const { code, stderr } = await restarted;
    expect(code, stderr).toBe(0);
    expect(helpers()).toBe('');
  });

  test('refuses none from the beginning of the run after a kill, when its old container had stopped', async () => {
    workspace.write('compose.yaml', file('four'));
    const proxy = await startKillingProxy();
    try {
      const run = workspace.start('up -d', { DOCKER_HOST: proxy.host });
      proxy.arm({ call: /\/stop$/, moment: 'after', hit: () => run.process.kill('SIGKILL') });
      await run.ended;
    } finally {
      await proxy.close();
    }
    await expect.poll(() => answerAt(port).catch(({ code }) => code), PATIENCE).toBe('ECONNREFUSED');
    const again = workspace.start('up -d');
    await again.until('Holds connections');
    expect(await askDuring(port, again.ended)).toEqual({ answers: ['four'], refused: 0 });
    expect(await again.ended).toMatchObject({ code: 0 });
    expect(helpers()).toBe('');
  });
});
