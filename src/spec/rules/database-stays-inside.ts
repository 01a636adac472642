import type { PortMapping } from '../../model/service-spec.ts';
import { parsePort } from '../attributes/short-syntax/port-text.ts';
import { isMap, type Tree } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

/** Images that hold data, by the last part of their name. */
export const STORES = new Set([
  'cassandra',
  'clickhouse-server',
  'cockroach',
  'couchbase',
  'couchdb',
  'elasticsearch',
  'etcd',
  'influxdb',
  'keydb',
  'mariadb',
  'memcached',
  'mongo',
  'mongodb',
  'mysql',
  'neo4j',
  'opensearch',
  'percona',
  'pgvector',
  'postgis',
  'postgres',
  'postgresql',
  'redis',
  'redis-stack-server',
  'rethinkdb',
  'timescaledb',
  'valkey',
]);

/**
 * A database should not answer the whole network. A published port without an address does that, past the firewall of the host. It can
 * be intended, so only `check`, `config` and `--strict` report it.
 */
export const databaseStaysInside: Rule = (checked) => {
  if (!checked.lint) return;
  for (const { name, image } of checked.services.values()) {
    const store = image === undefined ? '' : lastPart(image);
    const ports = written(checked.tree, ['services', name, 'ports']);
    if (!STORES.has(store) || !Array.isArray(ports)) continue;
    for (const [index, item] of ports.entries()) {
      const open = openPort(item);
      if (!open) continue;
      const { published = '', target, protocol } = open;
      const isLong = isMap(item);
      const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
      reportAt(checked, ['services', name, 'ports', index], {
        code: 'open-port',
        severity: 'warning',
        message: `service "${name}" publishes its ${store} to every network that this machine is in`,
        hint: isLong
          ? 'write "host_ip: 127.0.0.1" beside it to publish it to this machine only'
          : `write "127.0.0.1:${published}:${target}${suffix}" to publish it to this machine only`,
      });
    }
  }
};

const lastPart = (image: string): string =>
  image.replace(/@.*$/s, '').replace(/^.*\//, '').replace(/:.*$/s, '');

const EVERYWHERE = ['', '0.0.0.0', '::'];

/** The first open port of the written port or range. */
function openPort(item: Tree): Pick<PortMapping, 'published' | 'target' | 'protocol'> | undefined {
  if (isMap(item)) {
    const { published, host_ip: hostIp } = item;
    const isOpen = (published ?? '') !== '' && EVERYWHERE.includes(String(hostIp ?? ''));
    return isOpen ? { target: 0, protocol: 'tcp' } : undefined;
  }
  const parsed = parsePort(String(item));
  return parsed.ok
    ? parsed.ports.find(
        ({ published, hostIp = '' }) => published !== undefined && EVERYWHERE.includes(hostIp),
      )
    : undefined;
}
