import { connect } from 'node:net';
import { ask } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { overlap, type Range, readRange } from '../../src/util/address-range.ts';
import { ENGINE, PUBLISHED_HOST } from './gantry.ts';

/** Each file of a run has a number of its own; that of the pool may be given twice where projects run in groups. */
const FILE = Number(process.env.VITEST_WORKER_ID ?? 1);

/** What was given out, and what stands for it where texts are compared: as long as it is, so that nothing moves. */
const given = new Map<string, string>();

export const withoutAddresses = (text: string): string =>
  [...given].reduce((rest, [address, shown]) => rest.replaceAll(address, shown), text);

/** Below those that systems and engines choose from by themselves, all of five digits, and enough for each file of a run. */
const PORTS = { first: 20_000, each: 40, files: 300 };
let nextPort = PORTS.first + (FILE % PORTS.files) * PORTS.each;

/** One after another: tests of a file may run side by side. */
let lastSearch: Promise<unknown> = Promise.resolve();

/** The first of so many ports in a row that nobody has published or listens on, where the engine publishes. */
export function freePort(inARow = 1): Promise<number> {
  const search = lastSearch.then(() => searchPort(inARow));
  lastSearch = search;
  return search;
}

async function searchPort(inARow: number): Promise<number> {
  let first = nextPort;
  while (nextPort < first + inARow) {
    if (await isAnswered(nextPort++)) first = nextPort;
  }
  for (let port = first; port < nextPort; port++) given.set(String(port), 'NNNNN');
  return first;
}

function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answered: boolean) => () => {
      socket.destroy();
      resolve(answered);
    };
    const socket = connect({ port, host: PUBLISHED_HOST, timeout: 1000 });
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

/** From 10.151.100.0/24 to 10.210.243.0/24, of which all parts have three digits. */
const SUBNETS = { first: 151, seconds: 60, third: 100, each: 16, filesInASecond: 9 };
let nextSubnet = (FILE % SUBNETS.filesInASecond) * SUBNETS.each;

/** `10.151.100` for the subnet 10.151.100.0/24, which no network of the engine has anything of. */
export async function freeSubnet(): Promise<string> {
  const taken = await subnetsOfEngine();
  const second = SUBNETS.first + (Math.floor(FILE / SUBNETS.filesInASecond) % SUBNETS.seconds);
  for (;;) {
    const subnet = `10.${second}.${SUBNETS.third + nextSubnet++}`;
    if (taken.some((range) => overlap(range, { address: `${subnet}.0`, bits: 24 }))) continue;
    given.set(subnet, '10.NNN.NNN');
    return subnet;
  }
}

async function subnetsOfEngine(): Promise<readonly Range[]> {
  const { body } = await ask(ENGINE, 'GET', '/networks');
  return listAt(JSON.parse(body))
    .flatMap((network) => listAt(network, 'IPAM', 'Config'))
    .flatMap((config) => readRange(textAt(config, 'Subnet') ?? '') ?? []);
}
