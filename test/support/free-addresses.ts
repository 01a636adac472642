import { connect } from 'node:net';
import { ask } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { overlap, type Range, readRange } from '../../src/util/address-range.ts';
import { ENGINE, PUBLISHED_HOST } from './gantry.ts';

/** Files that run side by side have different ones, and each gives out its own. */
const WORKER = Number(process.env.VITEST_POOL_ID ?? 1) - 1;

/** What was given out, and what stands for it where texts are compared: as long as it is, so that nothing moves. */
const given = new Map<string, string>();

export const withoutAddresses = (text: string): string =>
  [...given].reduce((rest, [address, shown]) => rest.replaceAll(address, shown), text);

/** Below those that systems and engines choose from by themselves, and all of five digits. */
const PORTS = { first: 20_000, each: 200, workers: 60 };
let nextPort = PORTS.first + (WORKER % PORTS.workers) * PORTS.each;

/** The first of so many ports in a row that nobody has published or listens on, where the engine publishes. */
export async function freePort(inARow = 1): Promise<number> {
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

/** The third part of a subnet; all have three digits. */
let nextSubnet = 100;

/** `10.151.100` for the subnet 10.151.100.0/24, which no network of the engine has anything of. */
export async function freeSubnet(): Promise<string> {
  const taken = await subnetsOfEngine();
  for (;;) {
    const subnet = `10.${151 + (WORKER % 50)}.${nextSubnet++}`;
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
