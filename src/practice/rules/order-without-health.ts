import { atKey, changeOf, type Rule } from '../subject/rule.ts';
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
      const tells = (name: string): boolean => {
        const needed = byName.get(name);
        return needed !== undefined && hasHealthcheck(needed) === true;
      };
      const conditions = names.map(String).map((name) => {
        const condition = tells(name) ? 'service_healthy' : 'service_started';
        return [name, `{condition: ${condition}}`] as const;
      });
      for (const name of names.map(String)) {
        if (!tells(name)) continue;
        yield {
          at: atKey('services', spec.name, 'depends_on', name),
          service: spec.name,
          message: `service "${spec.name}" starts as soon as "${name}" runs, although "${name}" has a healthcheck`,
          hint: `write "${name}: {condition: service_healthy}" below "depends_on:"`,
          remedy: changeOf(['services', spec.name, 'depends_on'], {
            kind: 'name-items',
            values: Object.fromEntries(conditions),
          }),
        };
      }
    }
  },
};
