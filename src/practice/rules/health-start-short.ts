import { atKey, changeOf, type Rule } from '../subject/rule.ts';
import { storeOf } from '../subject/stores.ts';

/** With an empty volume a database first makes its files. If it has no time for that, it is unhealthy, and what waits for it fails. */
export const healthStartShort: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services }) {
    const awaited = new Set(
      services.flatMap(({ spec }) =>
        [...spec.dependsOn].flatMap(([name, { condition }]) =>
          condition === 'service_healthy' ? [name] : [],
        ),
      ),
    );
    for (const { spec } of services) {
      const store = storeOf(spec.image);
      const { healthcheck, name } = spec;
      if (store === undefined || !awaited.has(name) || !healthcheck?.test || healthcheck.disable) continue;
      const { intervalMs = 30_000, retries = 3, startPeriodMs = 0 } = healthcheck;
      const given = startPeriodMs + (intervalMs || 30_000) * (retries || 3);
      if (given >= (SLOW.has(store) ? SLOW_MS : QUICK_MS)) continue;
      yield {
        at: atKey('services', name, 'healthcheck'),
        service: name,
        message: `service "${name}" (${store}) is unhealthy if it does not answer within ${given / 1000} s, and its first start may take longer`,
        hint: 'write "start_period: 30s" below "healthcheck:"; a service that is healthy before waits no longer',
        ...(healthcheck.startPeriodMs === undefined && {
          remedy: changeOf(['services', name, 'healthcheck'], {
            kind: 'add',
            key: 'start_period',
            value: '30s',
          }),
        }),
      };
    }
  },
};

/** What these do at their first start takes tens of seconds on an ordinary machine; the others need a few. */
const SLOW = new Set('cassandra couchbase elasticsearch mariadb mysql neo4j opensearch percona'.split(' '));
const SLOW_MS = 30_000;
const QUICK_MS = 10_000;
