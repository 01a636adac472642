import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, PUBLISHED_HOST, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Ends at once when it is told to stop, whatever it is doing. */
const APP = 'mkdir /www; echo -n $$NAME >/www/index.html; exec httpd -f -p 80 -h /www';

/** Passes a request on: `/cgi-bin/to?ADDRESS`. Here alone the networks of containers can be reached, wherever the engine is. */
const DOOR = [
  'mkdir -p /www/cgi-bin',
  "cat >/www/cgi-bin/to <<'END'",
  '#!/bin/sh',
  "printf 'Content-Type: text/plain\\r\\n\\r\\n'",
  'wget -T 60 -qO- "http://$$QUERY_STRING/" || echo -n refused',
  'END',
  'chmod +x /www/cgi-bin/to',
  'exec httpd -f -p 80 -h /www',
].join('\n        ');

const files = (port: number, name: string): string => `
services:
  web:
    image: busybox
    init: true
    command: [sh, -c, '${APP}']
    environment: {NAME: "${name}"}
    expose: ["80"]
    labels: {traefik.enable: "true"}
    healthcheck: {test: test ! -e /leaving, interval: 300ms, retries: 2}
    pre_stop:
      - command: [sh, -c, 'touch /leaving; until test -e /left; do sleep 0.2; done']
    deploy: {update_config: {order: start-first}}
    x-gantry: {behind-proxy: 1s}
  door:
    image: busybox
    init: true
    command:
      - sh
      - -c
      - |
        ${DOOR}
    ports: ["${port}:80"]
`;

let port: number;
let workspace: Workspace;
let proxy: StandIn;

beforeAll(async () => {
  port = await freePort();
  workspace = aWorkspace('own-proxy', { 'compose.yaml': files(port, 'one') });
  proxy = new StandIn(workspace.project, port);
});
afterAll(async () => {
  proxy.end();
  await workspace.remove();
});

/**
 * Stands for Traefik, which cannot be had here. As that does, it lists the containers at each start, end and change of health, sends
 * requests to those that are healthy, one after another, and tries none a second time.
 */
class StandIn {
  /** Every set of containers that it has sent requests to. */
  readonly history: string[] = [];
  readonly #project: string;
  readonly #port: number;
  readonly #events: ChildProcess;
  #routes: readonly { readonly id: string; readonly address: string }[] = [];
  #turn = 0;

  constructor(project: string, port: number) {
    this.#project = project;
    this.#port = port;
    const filters = ['type=container', `label=com.docker.compose.project=${project}`];
    this.#events = spawn('docker', [
      'events',
      ...filters.flatMap((filter) => ['--filter', filter]),
      '--format',
      '{{.Action}}',
    ]);
    this.#events.stdout?.on('data', (text) => {
      if (/^(start|die|health_status)/m.test(String(text))) this.#look();
    });
  }

  get ids(): readonly string[] {
    return this.#routes.map(({ id }) => id);
  }

  end(): void {
    this.#events.kill();
  }

  async request(): Promise<string> {
    this.#turn += 1;
    const route = this.#routes[this.#turn % this.#routes.length];
    if (route === undefined) return 'nobody';
    const answer = await fetch(`http://${PUBLISHED_HOST}:${this.#port}/cgi-bin/to?${route.address}`);
    return answer.text();
  }

  #look(): void {
    const filters = [
      `label=com.docker.compose.project=${this.#project}`,
      'label=traefik.enable=true',
      'health=healthy',
    ];
    const ids = docker('ps', '-q', '--no-trunc', ...filters.flatMap((filter) => ['--filter', filter]));
    this.#routes = ids
      .split('\n')
      .filter((id) => id !== '')
      .map((id) => ({ id, address: addressOf(id) }))
      .filter(({ address }) => address !== '');
    const addresses = this.#routes.map(({ address }) => address).join(' ');
    if (addresses !== this.history.at(-1)) this.history.push(addresses);
  }
}

/** Empty when the container has gone meanwhile. */
function addressOf(id: string): string {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  return spawnSync('docker', ['inspect', '--format', format, id], { encoding: 'utf8' }).stdout.trim();
}

test('a service behind a proxy that follows the events is updated without a failed request, and nothing is put before it', async () => {
  const up = await workspace.gantry('up -d --wait');
  expect(up.code, up.stderr).toBe(0);
  await expect.poll(() => proxy.request(), PATIENCE).toBe('one');
  const [old = ''] = proxy.ids;

  workspace.write('compose.yaml', files(port, 'two'));
  const plan = await workspace.gantry('plan');
  expect(plan.stdout).toContain('traefik has 1s to notice each new container');
  const updated = workspace.gantry('up -d');
  const answers = new Set<string>();
  let isDone = false;
  const done = updated.finally(() => {
    isDone = true;
  });
  let isReleased = false;
  while (!isDone) {
    answers.add(await proxy.request());
    // The proxy has dropped the old one, which is unhealthy: it may end.
    if (isReleased || proxy.ids.includes(old) || proxy.ids.length === 0) continue;
    isReleased = true;
    docker('exec', old, 'touch', '/left');
  }
  expect((await done).code).toBe(0);
  expect([...answers]).toEqual(['one', 'two']);
  expect(await proxy.request()).toBe('two');
  // The old one, both, the new one: there was always somebody.
  expect(proxy.history.slice(-3).map((addresses) => addresses.split(' ').length)).toEqual([1, 2, 1]);
  expect(proxy.history.slice(1)).not.toContain('');
  expect(docker('ps', '-a', '--format', '{{.Names}}', '--filter', `name=${workspace.project}-web`)).toBe(
    `${workspace.project}-web-1`,
  );
});
