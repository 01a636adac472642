import { isMap, type Tree } from '../../tree/tree.ts';
import { type Codec, reportAt } from '../codec/codec.ts';

/** `[host=address]`, `[host:address]` or `{host: address}`; an IPv6 address may have brackets. Sorted. */
export const extraHosts: Codec<readonly string[]> = {
  read(tree, at) {
    const hosts: string[] = [];
    if (isMap(tree)) {
      for (const [host, addresses] of Object.entries(tree)) addAll(hosts, host, addresses);
    } else if (Array.isArray(tree)) {
      for (const [key, item] of tree.entries()) {
        if (typeof item !== 'string') continue;
        const cut = separatorOf(item);
        if (cut > 0) addAll(hosts, item.slice(0, cut), item.slice(cut + 1));
        else
          reportAt(
            { container: tree, key, reading: at.reading },
            `"${item}" does not say which address the host has`,
            {
              hint: 'write "host=address"',
            },
          );
      }
    } else return undefined;
    return [...new Set(hosts)].sort();
  },
  print: (value) => [...value],
};

/** `=` is tried first, because an IPv6 address has colons of its own. */
function separatorOf(item: string): number {
  const equals = item.indexOf('=');
  return equals >= 0 ? equals : item.indexOf(':');
}

function addAll(hosts: string[], host: string, addresses: Tree): void {
  for (const one of Array.isArray(addresses) ? addresses : [addresses]) {
    if (typeof one !== 'string') continue;
    for (const address of one.split(','))
      hosts.push(`${host.trim()}=${address.trim().replace(/^\[(.*)\]$/, '$1')}`);
  }
}
