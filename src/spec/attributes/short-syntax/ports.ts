import type { PortMapping } from '../../../model/service-spec.ts';
import { type At, type Codec, reportAt } from '../codec/codec.ts';
import { listOf } from '../codec/collections.ts';
import { orderOf } from '../codec/in-order.ts';
import { integer, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';
import { isAddress, parsePort } from './port-text.ts';

const hostAddress: Codec<string> = {
  read(tree, at) {
    const address = text.read(tree, at);
    if (address === undefined || address === '' || isAddress(address)) return address;
    return reportAt(at, `"${address}" is not an address of the host`, {
      hint: address === 'localhost' ? 'write 127.0.0.1' : 'write an IP address',
    });
  },
  print: text.print,
};

const containerPort: Codec<number> = {
  read(tree, at) {
    const port = integer.read(tree, at);
    if (port === undefined || (port > 0 && port <= 65_535)) return port;
    return reportAt(at, `${port} is not a port of the container`, { hint: 'write a number from 1 to 65535' });
  },
  print: integer.print,
};

const field = fieldsOf<PortMapping>();
const long = struct(
  (): PortMapping => ({ mode: 'ingress', target: 0, protocol: 'tcp' }),
  [
    field('name', 'name', text),
    field('mode', 'mode', text),
    field('host_ip', 'hostIp', hostAddress),
    field('target', 'target', containerPort),
    field('published', 'published', text),
    field('protocol', 'protocol', text),
    field('app_protocol', 'appProtocol', text),
  ],
);

const list = listOf(long);

/** Texts and numbers in the short form (one item may mean several ports), or maps in the long one. */
export const ports: Codec<readonly PortMapping[]> = {
  read(tree, at) {
    if (!Array.isArray(tree)) return undefined;
    // The same port of the same address again: the last one wins, at the position of the first.
    const byAddress = new Map<string, PortMapping>();
    for (const [key, item] of tree.entries()) {
      const itemAt: At = { container: tree, key, reading: at.reading };
      for (const port of readItem(item, itemAt)) {
        const { hostIp = '0.0.0.0', published = '', target, protocol } = port;
        byAddress.set(`${hostIp}:${published}:${target}/${protocol}`, port);
      }
    }
    return [...byAddress.values()];
  },
  print: list.print,
  ...orderOf(list),
};

function readItem(tree: PortTree, at: At): readonly PortMapping[] {
  if (typeof tree !== 'string' && typeof tree !== 'number') {
    const port = long.read(tree, at);
    return port && port.target !== 0 ? [port] : [];
  }
  const parsed = parsePort(String(tree));
  if (parsed.ok) return parsed.ports;
  const { reason, hint, within } = parsed;
  reportAt(at, reason, {
    ...(hint === undefined ? {} : { hint }),
    ...(within === undefined ? {} : { within }),
  });
  return [];
}

type PortTree = Parameters<typeof long.read>[0];
