import { atKey, type Rule } from '../subject/rule.ts';
import { hasHealthcheck } from '../subject/what-runs.ts';

/** The healthcheck tells when a service is ready, and nobody waits for it. */
export const orderWithoutHealth: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services, tree }) {
    const byName = new Map(services.map((service) => [service.spec.name, service]));
    for (const { spec } of services) {
      // The long form says what is meant.
      const names = tree(['services', spec.name, 'depends_on']);
      if (!Array.isArray(names)) continue;
      for (const name of names.map(String)) {
        const needed = byName.get(name);
        if (!needed || !hasHealthcheck(needed)) continue;
        yield {
          at: atKey('services', spec.name, 'depends_on', name),
          service: spec.name,
          message: `service "${spec.name}" starts as soon as "${name}" runs, although "${name}" has a healthcheck`,
          hint: `write "${name}: {condition: service_healthy}" below "depends_on:"`,
        };
      }
    }
  },
};
