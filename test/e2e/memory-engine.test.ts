import http from 'node:http';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENGINE, removeContainers, removeFromEngine } from '../support/gantry.ts';
import { type MemoryEngine, startMemoryEngine } from '../support/memory-engine/memory-engine.ts';

/** One call, and what it is about. */
type Call = readonly [what: string, method: string, path: string, body?: object];

interface Answer {
  readonly status: number;
  readonly text: string;
}

const NAME = `gt-memory-${process.pid}`;
const RENAMED = `${NAME}-renamed`;
const filters = (by: Readonly<Record<string, readonly string[]>>): string =>
  `filters=${encodeURIComponent(JSON.stringify(by))}`;

const CONTAINER = {
  Image: 'busybox',
  Cmd: ['sh', '-c', 'echo hello; sleep 600'],
  Labels: { number: '1' },
  StopTimeout: 1,
  HostConfig: { Init: true, NetworkMode: NAME, Binds: [`${NAME}:/data`], Memory: 64 * 2 ** 20 },
  NetworkingConfig: { EndpointsConfig: { [NAME]: { Aliases: ['web'] } } },
};

/** The life of a container, and what an engine says to what it does not do. */
const LIFE: readonly Call[] = [
  ['a ping', 'GET', '/_ping'],
  ['the version', 'GET', '/version'],
  ['a new volume', 'POST', '/volumes/create', { Name: NAME, Labels: { number: '1' } }],
  ['the same volume again', 'POST', '/volumes/create', { Name: NAME }],
  ['one volume', 'GET', `/volumes/${NAME}`],
  ['volumes by their label', 'GET', `/volumes?${filters({ name: [NAME] })}`],
  ['a new network', 'POST', '/networks/create', { Name: NAME, Labels: { number: '1' } }],
  ['the same network again', 'POST', '/networks/create', { Name: NAME }],
  ['networks by their name', 'GET', `/networks?${filters({ name: [NAME] })}`],
  ['a new container', 'POST', `/containers/create?name=${NAME}`, CONTAINER],
  ['the same container again', 'POST', `/containers/create?name=${NAME}`, CONTAINER],
  ['a container without an image', 'POST', `/containers/create?name=${NAME}-2`, { Image: 'gt-none:1' }],
  ['a name that is none', 'POST', '/containers/create?name=-', { Image: 'busybox' }],
  ['a created container', 'GET', `/containers/${NAME}/json`],
  ['a kill before the start', 'POST', `/containers/${NAME}/kill`],
  ['the start', 'POST', `/containers/${NAME}/start`],
  ['the start of what runs', 'POST', `/containers/${NAME}/start`],
  ['containers that run', 'GET', `/containers/json?${filters({ name: [NAME] })}`],
  [
    'containers by their label',
    'GET',
    `/containers/json?all=1&${filters({ name: [NAME], label: ['number=1'] })}`,
  ],
  [
    'containers with another label',
    'GET',
    `/containers/json?${filters({ name: [NAME], label: ['number=2'] })}`,
  ],
  ['a running container', 'GET', `/containers/${NAME}/json`],
  ['a network with a container', 'GET', `/networks/${NAME}`],
  ['the network joined again', 'POST', `/networks/${NAME}/connect`, { Container: NAME }],
  ['a pause', 'POST', `/containers/${NAME}/pause`],
  ['another pause', 'POST', `/containers/${NAME}/pause`],
  ['an exec in what is paused', 'POST', `/containers/${NAME}/exec`, { Cmd: ['true'] }],
  ['the end of the pause', 'POST', `/containers/${NAME}/unpause`],
  ['another end of the pause', 'POST', `/containers/${NAME}/unpause`],
  ['an exec', 'POST', `/containers/${NAME}/exec`, { Cmd: ['true'], AttachStdout: true }],
  ['processes', 'GET', `/containers/${NAME}/top`],
  ['a change in place', 'POST', `/containers/${NAME}/update`, { Memory: 65 * 2 ** 20, MemorySwap: -1 }],
  ['another name', 'POST', `/containers/${NAME}/rename?name=${RENAMED}`],
  ['the same name', 'POST', `/containers/${RENAMED}/rename?name=${RENAMED}`],
  ['the removal of what runs', 'DELETE', `/containers/${RENAMED}`],
  ['the removal of a network in use', 'DELETE', `/networks/${NAME}`],
  ['the removal of a volume in use', 'DELETE', `/volumes/${NAME}`],
  ['a signal that is none', 'POST', `/containers/${RENAMED}/kill?signal=NONE`],
  ['the stop', 'POST', `/containers/${RENAMED}/stop?t=5`],
  ['the stop of what has stopped', 'POST', `/containers/${RENAMED}/stop`],
  ['a kill of what has stopped', 'POST', `/containers/${RENAMED}/kill`],
  ['a pause of what has stopped', 'POST', `/containers/${RENAMED}/pause`],
  ['an exec in what has stopped', 'POST', `/containers/${RENAMED}/exec`, { Cmd: ['true'] }],
  ['the exit code', 'POST', `/containers/${RENAMED}/wait`],
  ['its log', 'GET', `/containers/${RENAMED}/logs?stdout=1`],
  ['a log of nothing', 'GET', `/containers/${RENAMED}/logs`],
  ['a stopped container', 'GET', `/containers/${RENAMED}/json`],
  ['stopped containers', 'GET', `/containers/json?all=1&${filters({ name: [NAME] })}`],
  ['the network left', 'POST', `/networks/${NAME}/disconnect`, { Container: RENAMED }],
  ['the network left again', 'POST', `/networks/${NAME}/disconnect`, { Container: RENAMED }],
  ['the removal of the container', 'DELETE', `/containers/${RENAMED}?v=1`],
  ['the removal of what is gone', 'DELETE', `/containers/${RENAMED}`],
  ['a container that is gone', 'GET', `/containers/${RENAMED}/json`],
  ['the start of what is gone', 'POST', `/containers/${RENAMED}/start`],
  ['the removal of the network', 'DELETE', `/networks/${NAME}`],
  ['the removal of a network that is gone', 'DELETE', `/networks/${NAME}`],
  ['the removal of the volume', 'DELETE', `/volumes/${NAME}`],
  ['the removal of a volume that is gone', 'DELETE', `/volumes/${NAME}`],
  ['an image', 'GET', '/images/busybox/json'],
  ['images by their name', 'GET', `/images/json?${filters({ reference: ['busybox'] })}`],
  ['an image that is not there', 'GET', '/images/gt-none:1/json'],
  ['an exec that is not there', 'GET', '/exec/gt-none/json'],
  ['a path that is none', 'GET', '/gt-none'],
];

async function ask(host: string, call: Call): Promise<Answer> {
  const answer = await open(host, call);
  return { status: answer.statusCode ?? 0, text: (await buffer(answer)).toString() };
}

function open(host: string, [, method, path, body]: Call): Promise<http.IncomingMessage> {
  const url = new URL(host);
  const where =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
  const headers = body ? { 'content-type': 'application/json' } : {};
  return new Promise((resolve, reject) => {
    const request = http.request({ ...where, method, path, headers, agent: false }, resolve);
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

async function live(host: string): Promise<Life> {
  const { actions } = await listen(host);
  const answers = new Map<string, Answer>();
  for (const call of LIFE) answers.set(call[0], await ask(host, call));
  return { answers, actions: await actions };
}

interface Life {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly actions: readonly string[];
}

/** Texts that differ from run to run. */
const plain = (text: string): string => text.replace(/\b[0-9a-f]{64}\b/g, 'ID').trim();

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return plain(text);
  }
}

/** Where `ours` has a member that `real` has not, or one of another type. What ours lacks is what gantry does not read. */
function misfits(ours: unknown, real: unknown, at = '$'): readonly string[] {
  // Go has null for an empty list or map.
  if (ours === null || real === null) return [];
  // Anybody may push busybox on an engine that is not ours alone; an image has digests from then on.
  if (at.endsWith('.RepoDigests')) return [];
  if (Array.isArray(ours) && Array.isArray(real)) {
    if ((ours.length === 0) !== (real.length === 0))
      return [`${at}: ${ours.length} and ${real.length} items`];
    return ours.length === 0 ? [] : misfits(ours[0], real[0], `${at}[0]`);
  }
  if (typeof ours !== typeof real || Array.isArray(ours) !== Array.isArray(real))
    return [`${at}: ${JSON.stringify(ours)} and ${JSON.stringify(real)}`];
  if (typeof ours !== 'object' || typeof real !== 'object') return [];
  const realMembers = new Map(Object.entries(real));
  return Object.entries(ours).flatMap(([name, value]) =>
    realMembers.has(name)
      ? misfits(value, realMembers.get(name), `${at}.${name}`)
      : // Ids are keys of some maps.
        /^[0-9a-f]{64}$/.test(name)
        ? []
        : [`${at}.${name}: not of the real one`],
  );
}

/** What the engine tells of the container until it is gone. It remembers little, so somebody has to listen. */
async function listen(host: string): Promise<{ readonly actions: Promise<readonly string[]> }> {
  const query = filters({ type: ['container'], label: ['number=1'], container: [NAME, RENAMED] });
  const answer = await open(host, ['', 'GET', `/events?${query}`]);
  const read = async () => {
    const actions: string[] = [];
    for await (const line of createInterface(answer)) {
      actions.push(JSON.parse(line).Action);
      if (actions.at(-1) === 'destroy') break;
    }
    answer.destroy();
    return actions;
  };
  return { actions: read() };
}

let memory: MemoryEngine | undefined;
let ours: Life = { answers: new Map(), actions: [] };
let real: Life = ours;
beforeAll(async () => {
  memory = await startMemoryEngine();
  [ours, real] = await Promise.all([live(memory.host), live(ENGINE)]);
});
afterAll(async () => {
  await memory?.close();
  await removeContainers(NAME, RENAMED);
  await removeFromEngine(`/networks/${NAME}`, `/volumes/${NAME}`);
});

test.each(LIFE.map(([what]) => what))('the memory engine answers as the real one: %s', (what) => {
  const [our, their] = [ours.answers.get(what), real.answers.get(what)];
  if (!our || !their) throw new Error(`nobody was asked for ${what}`);

  expect(our.status, their.text).toBe(their.status);
  if (their.status >= 400) expect(plain(our.text)).toBe(plain(their.text));
  else expect(misfits(jsonOf(our.text), jsonOf(their.text))).toEqual([]);
});

test('the memory engine tells of the same events, but for the order of those that come together', () => {
  expect(ours.actions.toSorted()).toEqual(real.actions.toSorted());
  expect(ours.actions.slice(0, 2)).toEqual(['create', 'start']);
});
