import { createSocket, type Socket } from 'node:dgram';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { loadImageForLoad } from '../load/image.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, docker, ENGINE, PUBLISHED_HOST, statesOf, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Says its version to each datagram and each connection; ends at once when it is told to stop. */
const SERVER = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (said, { port, address }) => socket.send(said + ' ' + process.env.VERSION, port, address));
socket.bind(53);
require('node:net').createServer((client) => client.end(process.env.VERSION)).listen(53);
process.on('SIGTERM', () => process.exit(143));
`;

/** Asks once by the name of the service, and prints the answer. */
const CLIENT = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (said) => { console.log(String(said)); process.exit(); });
socket.send('inside', 53, 'dns');
setTimeout(() => process.exit(1), 5000);
`;

let port: number;
let image: string;
let workspace: Workspace;

const files = (version: string, { ingress = `{image: "${INGRESS_IMAGE}", udp: true}`, replicas = 1 } = {}) =>
  JSON.stringify({
    services: {
      dns: {
        image,
        command: ['node', '-e', SERVER.replaceAll('$', '$$$$')],
        environment: { VERSION: version },
        ports: [`${port}:53/udp`, `${port}:53/tcp`],
        stop_grace_period: '3s',
        deploy: { replicas, update_config: { order: 'start-first' } },
      },
      client: { image, command: 'sleep 100000', init: true },
    },
    'x-gantry': { settle: '100ms', ingress: 'INGRESS' },
  }).replace('"INGRESS"', ingress);

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  image = await loadImageForLoad(ENGINE);
  port = await freePort();
  workspace = aWorkspace('ingress-udp', { 'compose.yaml': files('one') });
});
const sockets: Socket[] = [];
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await workspace.remove();
});

const named = (name: string): string => `${workspace.project}-${name}`;

/** A client with a port of its own, which never sends anything twice. */
function aClient() {
  const socket = createSocket('udp4');
  sockets.push(socket);
  let asked = 0;
  /** @returns the version that answers. Error: none does */
  return (): Promise<string> =>
    new Promise((resolve, reject) => {
      const question = `question-${asked++}`;
      const lost = setTimeout(() => reject(new Error(`${question} was lost`)), 5000);
      const hear = (said: Buffer): void => {
        const [heard, version = ''] = String(said).split(' ');
        if (heard !== question) return;
        clearTimeout(lost);
        socket.removeListener('message', hear);
        resolve(version);
      };
      socket.on('message', hear);
      socket.send(question, port, PUBLISHED_HOST);
    });
}

/** Asks until it is told to end. @param onAnswer told of each */
function keepAsking(ask: () => Promise<string>, onAnswer: (version: string) => void) {
  const versions: string[] = [];
  let goesOn = true;
  const asking = (async () => {
    while (goesOn) {
      const version = await ask();
      versions.push(version);
      onAnswer(version);
    }
  })();
  asking.catch(() => {});
  const end = async (): Promise<readonly string[]> => {
    goesOn = false;
    await asking;
    return versions;
  };
  return { versions, end };
}

const byTcp = (): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    connect(port, PUBLISHED_HOST)
      .on('data', (chunk) => {
        said += String(chunk);
      })
      .on('end', () => resolve(said))
      .on('error', reject);
  });

/** A new client each time, as long as nobody answers yet. */
const answers = () => expect.poll(() => aClient()().catch(() => 'nobody'), PATIENCE);

describe('a service that publishes UDP and TCP on one port', () => {
  test('is updated without a stop: no datagram is lost, and each client stays with its container while that is drained', async () => {
    const up = await workspace.gantry('up -d');
    expect(up.code, up.stderr).toBe(0);
    await answers().toBe('one');
    expect(await byTcp()).toBe('one');

    const answered: string[] = [];
    const kept = keepAsking(aClient(), (version) => answered.push(`kept ${version}`));
    const fresh = keepAsking(
      () => aClient()(),
      (version) => answered.push(`fresh ${version}`),
    );
    await expect.poll(() => fresh.versions, PATIENCE).toContain('one');
    workspace.write('compose.yaml', files('two'));
    const { code, stderr } = await workspace.gantry('up -d');
    expect(code, stderr).toBe(0);
    await expect.poll(() => kept.versions, PATIENCE).toContain('two');
    await expect.poll(() => fresh.versions, PATIENCE).toContain('two');
    for (const versions of [await kept.end(), await fresh.end()])
      expect(versions.toSorted(), 'from one to two, and never back').toEqual(versions);
    // As long as it asks, its container is drained, and new ones have the other container already.
    const switched = answered.indexOf('fresh two');
    expect(answered.indexOf('kept two')).toBeGreaterThan(switched);
    expect(answered.slice(switched)).toContain('kept one');
    expect(await byTcp()).toBe('two');
    expect(statesOf(workspace.project)).toEqual({
      'client-1': 'running',
      'dns-1': 'running',
      'dns-ingress': 'running',
    });
  });

  test('is reached by its name from inside, and docker compose and gantry say where it is published', async () => {
    expect(docker('exec', named('client-1'), 'node', '-e', CLIENT).trim()).toBe('inside two');
    const said = await workspace.gantry('port --protocol udp dns 53');
    expect(said.stdout.trim()).toMatch(new RegExp(`:${port}$`));
    expect((await workspace.gantry('up -d')).stderr).toContain('nothing changed');
    expect(workspace.compose('ps').stdout).toContain(`:${port}->53/udp`);
  });

  test.each([
    ['HAProxy ends', () => docker('exec', named('dns-ingress'), 'sh', '-c', 'kill $(pidof haproxy)')],
    ['the ingress is started again', () => docker('restart', '-t', '1', named('dns-ingress'))],
    ['the container is started again', () => docker('restart', '-t', '1', named('dns-1'))],
  ])('has its rules again when %s', async (_, breakIt) => {
    breakIt();
    await expect.poll(() => byTcp().catch(() => 'nobody'), PATIENCE).toBe('two');
    await answers().toBe('two');
  });

  test('spreads clients over several containers, and leaves out one that has died', async () => {
    workspace.write('compose.yaml', files('two', { replicas: 2 }));
    expect((await workspace.gantry('up -d')).code).toBe(0);
    const ids = () =>
      docker('exec', '-u', '0:0', named('dns-ingress'), 'nft', 'list', 'chain', 'inet', 'gantry', 'choose4');
    await expect.poll(ids, PATIENCE).toContain('mod 2');
    await answers().toBe('two');
    docker('kill', named('dns-2'));
    await expect.poll(ids, PATIENCE).toContain('mod 1');
    await answers().toBe('two');
  });
});

describe('where an ingress is not allowed to carry UDP, or cannot', () => {
  test('the service is updated stop-first, and the plan says how to change that', async () => {
    workspace.write('compose.yaml', files('three', { ingress: `{image: "${INGRESS_IMAGE}"}` }));
    const { code, stdout, stderr } = await workspace.gantry('plan up -d');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('x-gantry: {ingress: {image: IMAGE, udp: true}}');
  });

  test('an image without nftables ends the command before anything is touched', async () => {
    const [made, without] = [named('without-nft'), `${workspace.project}-without-nft:1`];
    docker('run', '--name', made, '-u', '0:0', '--entrypoint', 'rm', INGRESS_IMAGE, '/usr/sbin/nft');
    docker('commit', made, without);
    docker('rm', made);
    try {
      workspace.write('compose.yaml', files('three', { ingress: `{image: "${without}", udp: true}` }));
      const { code, stderr } = await workspace.gantry('up -d');
      expect(code).not.toBe(0);
      expect(stderr).toContain(`the image ${without} of the ingress of service "dns" has no nft`);
      expect(stderr).toContain('UDP needs an image with nftables');
      await answers().toBe('two');
    } finally {
      docker('rmi', without);
    }
  });
});
