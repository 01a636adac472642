import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, ENGINE, PUBLISHED_HOST, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Ends at once when it is told to stop, whatever it is doing. */
const APP = 'mkdir -p /www; echo -n $$NAME >/www/index.html; exec httpd -f -p 80 -h /www';

const files = (port: number, name: string, { order = 'start-first', command = APP } = {}): string => `
x-gantry: {ingress: {image: "${INGRESS_IMAGE}"}}
services:
  web:
    image: busybox
    init: true
    command: sh -c '${command}'
    environment: {NAME: "${name}"}
    ports: ["${port}:80"]
    stop_grace_period: 60s
    deploy: {update_config: {order: ${order}}}
`;

let port: number;
let workspace: Workspace;

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  port = await freePort();
  workspace = aWorkspace('ingress', { 'compose.yaml': files(port, 'one') });
});
afterAll(() => workspace.remove());

/** Over a connection of its own: one that is kept may be closed just as the next request is sent. */
const answer = async (): Promise<string> => {
  const response = await fetch(`http://${PUBLISHED_HOST}:${port}/`, { headers: { connection: 'close' } });
  return response.text();
};

/** Asks again and again until `work` is done. @returns what went wrong, and who answered */
async function askDuring(work: Promise<unknown>) {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const answers = new Set<string>();
  const failures: string[] = [];
  while (!isDone)
    await answer().then(
      (text) => answers.add(text),
      (error) => failures.push(String(error)),
    );
  await done;
  return { answers: [...answers], failures };
}

describe('a service with published ports that is updated start-first', () => {
  test('answers through an ingress, to every request of an update', async () => {
    const up = await workspace.gantry('up -d');
    expect(up.code, up.stderr).toBe(0);
    await expect.poll(answer, PATIENCE).toBe('one');
    expect((await workspace.gantry('port web 80')).stdout.trim()).toMatch(new RegExp(`:${port}$`));
    expect((await workspace.gantry('exec -T web cat /www/index.html')).stdout).toBe('one');
    expect((await workspace.gantry('up -d')).stderr).toContain('nothing changed');

    workspace.write('compose.yaml', files(port, 'two'));
    expect((await workspace.gantry('plan')).stdout).toContain('no gap');
    const updated = workspace.gantry('up -d');
    expect(await askDuring(updated)).toEqual({ answers: ['one', 'two'], failures: [] });
    expect((await updated).code).toBe(0);
  });

  test('answers to every request while its only container is restarted', async () => {
    const before = docker('ps', '-q', '--no-trunc', '--filter', `name=^${workspace.project}-web-`);
    const restarted = workspace.gantry('restart');
    expect(await askDuring(restarted)).toEqual({ answers: ['two'], failures: [] });
    expect((await restarted).code).toBe(0);
    expect(docker('ps', '-q', '--no-trunc', '--filter', `name=^${workspace.project}-web-`)).toBe(before);
  });

  test('answers to every request while it is restarted with a service that it depends on', async () => {
    const restarting = (value: string) =>
      `${files(port, 'two')}    depends_on: {store: {condition: service_started, restart: true}}
  store: {image: busybox, init: true, command: sleep 600, environment: {A: "${value}"}}
`;
    const ids = () => docker('ps', '-q', '--no-trunc', '--filter', `name=^${workspace.project}-web-1$`);
    workspace.write('compose.yaml', restarting('one'));
    const up = await workspace.gantry('up -d');
    expect(up.code, up.stderr).toBe(0);
    const before = ids();

    workspace.write('compose.yaml', restarting('two'));
    expect((await workspace.gantry('plan')).stdout).toMatch(/update of service web: start-first;.* no gap/);
    const updated = workspace.gantry('up -d');
    expect(await askDuring(updated)).toEqual({ answers: ['two'], failures: [] });
    expect((await updated).code).toBe(0);
    expect(ids()).not.toBe(before);

    workspace.write('compose.yaml', files(port, 'two'));
    expect((await workspace.gantry('up -d --remove-orphans')).code).toBe(0);
  });

  test('goes on with its old container when the new one fails', async () => {
    workspace.write('compose.yaml', files(port, 'three', { command: 'exit 3' }));
    const failed = workspace.gantry('up -d');
    expect(await askDuring(failed)).toEqual({ answers: ['two'], failures: [] });
    expect((await failed).code).toBe(1);
    expect(names()).toEqual([`${workspace.project}-web-1`, `${workspace.project}-web-ingress`]);
  });

  test('has changed nothing when the image of its ingress cannot be had', async () => {
    const text = files(port, 'four').replace(INGRESS_IMAGE, 'nobody.invalid/haproxy:3');
    workspace.write('compose.yaml', text);
    const failed = workspace.gantry('up -d');
    expect(await askDuring(failed)).toEqual({ answers: ['two'], failures: [] });
    const { code, stderr } = await failed;
    expect(code).toBe(1);
    expect(stderr).toContain('the ingress of service web has no image');
    expect(stderr).toContain('compose.yaml:2:29');
  });

  test('has changed nothing when its ingress cannot be made of the image', async () => {
    workspace.write('compose.yaml', files(port, 'four').replace(INGRESS_IMAGE, 'busybox'));
    const before = names();
    const failed = workspace.gantry('up -d');
    expect(await askDuring(failed)).toEqual({ answers: ['two'], failures: [] });
    const { code, stderr } = await failed;
    expect(code).toBe(1);
    expect(stderr).toContain('the image busybox of the ingress of service "web" has no haproxy');
    expect(stderr).toContain('compose.yaml:2:29');
    expect(names()).toEqual(before);
  });

  test('gives its ports back to its containers, and leaves nothing behind', async () => {
    workspace.write('compose.yaml', files(port, 'five', { order: 'stop-first' }));
    const back = await workspace.gantry('up -d');
    expect(back.code, back.stderr).toBe(0);
    await expect.poll(answer, PATIENCE).toBe('five');
    expect(names()).toEqual([`${workspace.project}-web-1`]);
    workspace.write('compose.yaml', files(port, 'six'));
    expect((await workspace.gantry('up -d')).code).toBe(0);
    await expect.poll(answer, PATIENCE).toBe('six');
    expect((await workspace.gantry('down')).code).toBe(0);
    expect(names()).toEqual([]);
  });
});

const names = (): readonly string[] =>
  docker(
    'ps',
    '-a',
    '--format',
    '{{.Names}}',
    '--filter',
    `label=com.docker.compose.project=${workspace.project}`,
  )
    .split('\n')
    .filter((name) => name !== '')
    .sort();
