import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { type ContainerId, containerId } from '../../src/model/ids.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import {
  behindIngress,
  ingressName,
  ingressRequest,
  ingressSettings,
} from '../../src/planner/ingress/ingress-request.ts';
import { drain } from '../../src/reconciler/ingress/drain.ts';
import { prepareRoutes, routeTo } from '../../src/reconciler/ingress/route-to.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { freePort } from '../support/free-addresses.ts';
import { docker, ENGINE, PUBLISHED_HOST, removeContainers, removeFromEngine } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';
import { createRequest } from '../support/planning.ts';

const environment = new Map(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const engine = connectEngine(environment, homedir());
const PROJECT = `gt-ingress-parts-${process.pid}`;
const NETWORK = `${PROJECT}_default`;

/** Says its name in HTTP on port 80, and what it is told on port 81. */
const APP = [
  'mkdir /www',
  'echo -n $NAME >/www/index.html',
  'nc -ll -p 81 -e cat &',
  'exec httpd -f -p 80 -h /www',
].join('\n');

let ports: { readonly http: number; readonly bytes: number };
let web: ServiceSpec;
let project: Project;

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  const first = await freePort(2);
  ports = { http: first, bytes: first + 1 };
  const port = (target: number, published: number) => ({
    mode: 'ingress',
    target,
    published: String(published),
    protocol: 'tcp',
  });
  web = aService('web', {
    ports: [port(80, ports.http), port(81, ports.bytes)],
    networks: ['default'],
    command: ['sh', '-c', APP],
  });
  project = aProject({
    name: PROJECT,
    services: [web],
    networks: [aNetwork('default', { name: NETWORK })],
  });
  docker('network', 'create', '--label', `com.docker.compose.project=${PROJECT}`, NETWORK);
});

afterAll(async () => {
  engine.close();
  const ids = docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${PROJECT}`);
  await removeContainers(...ids.split('\n').filter(Boolean));
  await removeFromEngine(`/networks/${NETWORK}`);
});

async function anApp(name: string): Promise<ContainerId> {
  const named = { ...web, environment: new Map([['NAME', name]]) };
  const { request } = createRequest(project, named, 1, () => [1]);
  const { id } = await engine.createContainer(
    `${PROJECT}-${name}`,
    behindIngress(project, named, request),
    undefined,
  );
  await engine.startContainer(id);
  return id;
}

async function anIngress(apps: readonly ContainerId[]) {
  const name = ingressName(project, web);
  const { id } = await engine.createContainer(name, ingressRequest(project, web, INGRESS_IMAGE), undefined);
  const ingress = { id, name };
  await prepareRoutes(engine, ingress, ingressSettings(project, web), apps);
  await engine.startContainer(id);
  return ingress;
}

const answer = async (): Promise<string> => {
  const response = await fetch(`http://${PUBLISHED_HOST}:${ports.http}/`);
  return response.text();
};

/** A connection of a client that speaks no HTTP, and what came back on it. */
async function aConnection(): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const socket = connect(ports.bytes, PUBLISHED_HOST);
  let heard = '';
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  await once(socket, 'connect');
  return { socket, heard: () => heard };
}

describe('an ingress', () => {
  test('goes over to another container while connections to the first one go on, and refuses what is not valid', async () => {
    const settings = ingressSettings(project, web);
    const first = await anApp('first');
    const ingress = await anIngress([first]);
    await expect.poll(answer, PATIENCE).toBe('first');
    const long = await aConnection();
    long.socket.write('one ');
    await expect.poll(long.heard, PATIENCE).toBe('one ');

    const second = await anApp('second');
    await routeTo(engine, ingress, settings, [second]);
    await expect.poll(answer, PATIENCE).toBe('second');
    long.socket.write('two');
    await expect.poll(long.heard, PATIENCE).toBe('one two');

    const heard: number[] = [];
    const drained = drain(engine, ingress, {
      containers: [first],
      timeoutMs: 120_000,
      signal: new AbortController().signal,
      onOpen: (connections) => {
        heard.push(connections);
        // The client goes as soon as it was counted.
        long.socket.end();
      },
    });
    expect(await drained).toBe(0);
    expect(heard).toEqual([1, 0]);

    // A port that no program may listen on twice: HAProxy takes the file for valid, and cannot start with it.
    const twice = { ...settings, routes: [...settings.routes, { port: 64_998, speaks: 'tcp' as const }] };
    docker('exec', '-d', ingress.id, 'nc', '-l', '-p', '64998');
    await expect(routeTo(engine, ingress, twice, [first])).rejects.toMatchObject({ code: 'ingress-failed' });
    expect(await answer()).toBe('second');

    // What it reads when it comes back after a crash is what it had.
    // The container ends with it, and so may the command.
    docker('exec', '-d', ingress.id, 'sh', '-c', 'kill -9 $(cat /proc/1/task/1/children)');
    const starts = (): string => docker('inspect', '-f', '{{.RestartCount}}', ingress.id);
    await expect.poll(starts, PATIENCE).toBe('1');
    await expect.poll(answer, PATIENCE).toBe('second');
  });

  test('has connections wait while it has no container, those too that clients kept, and loses none', async () => {
    const settings = ingressSettings(project, web);
    const [ingress] = docker('ps', '-q', '--filter', `name=${ingressName(project, web)}`).split('\n');
    const held = { id: containerId(ingress ?? ''), name: ingressName(project, web) };
    await expect.poll(answer, PATIENCE).toBe('second');
    await routeTo(engine, held, settings, []);
    // `fetch` sends the first on the connection that it has kept.
    const answers = Promise.all(Array.from({ length: 5 }, answer));
    const bytes = await aConnection();
    bytes.socket.write('three');
    await routeTo(engine, held, settings, []);

    const third = await anApp('third');
    await expect
      .poll(() => docker('exec', third, 'wget', '-q', '-O', '-', 'localhost'), PATIENCE)
      .toBe('third');
    await routeTo(engine, held, settings, [third]);
    expect(await answers).toEqual(Array.from({ length: 5 }, () => 'third'));
    await expect.poll(bytes.heard, PATIENCE).toBe('three');
    bytes.socket.destroy();
  });
});
