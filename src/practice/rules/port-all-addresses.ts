import { parsePort } from '../../spec/attributes/short-syntax/port-text.ts';
import { STORES } from '../../spec/rules/database-stays-inside.ts';
import { isMap, type Tree } from '../../spec/tree/tree.ts';
import { parseReference } from '../dockerfile/image-reference.ts';
import { atValue, type Rule } from '../subject/rule.ts';

/** The engine opens the port for every network that the machine is in, past the rules of ufw and the like. */
export const portAllAddresses: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  *look({ services, tree, written }) {
    for (const { spec } of services) {
      const ports = tree(['services', spec.name, 'ports']);
      const isStore = STORES.has(parseReference(spec.image ?? '').name);
      for (const [index, item] of Array.isArray(ports) ? ports.entries() : []) {
        const path = ['services', spec.name, 'ports', index];
        const published = openPort(item);
        if (published === undefined || /^\$\{?\w+/.test(written(path) ?? '') || OF_THE_WEB.has(published))
          continue;
        yield {
          at: atValue(...path),
          service: spec.name,
          message: `every network of the machine reaches port ${published} of service "${spec.name}"`,
          hint: `write "127.0.0.1:" before it, or say who is to reach it: "# gantry-ignore port-all-addresses: the reason"`,
          ...(isStore && { level: 'error' as const, replaces: 'open-port' as const }),
        };
      }
    }
  },
};

/** These are there for everybody. */
const OF_THE_WEB = new Set(['80', '443']);

const EVERYWHERE = ['', '0.0.0.0', '::', '[::]'];

/** The port that an entry opens for all; undefined: it opens none. */
function openPort(item: Tree): string | undefined {
  if (isMap(item)) {
    const { published, host_ip: hostIp } = item;
    return (published ?? '') !== '' && EVERYWHERE.includes(String(hostIp ?? ''))
      ? String(published)
      : undefined;
  }
  const parsed = parsePort(String(item));
  const open = parsed.ok
    ? parsed.ports.find(
        ({ published, hostIp = '' }) => published !== undefined && EVERYWHERE.includes(hostIp),
      )
    : undefined;
  return open?.published;
}
