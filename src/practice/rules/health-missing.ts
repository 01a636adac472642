import { atKey, type Rule } from '../subject/rule.ts';
import { hasHealthcheck } from '../subject/what-runs.ts';

/** The Dockerfile settles what the Compose file alone leaves open: whether a service that others wait for can become healthy. */
export const healthMissing: Rule = {
  levels: { dev: 'error', prod: 'error' },
  *look({ services }) {
    const byName = new Map(services.map((service) => [service.spec.name, service]));
    for (const { spec } of services)
      for (const [name, { condition }] of spec.dependsOn) {
        const needed = byName.get(name);
        const own = needed?.spec.healthcheck;
        if (condition !== 'service_healthy' || !needed || own?.test || own?.disable) continue;
        const has = hasHealthcheck(needed);
        if (has === undefined) continue;
        yield {
          at: atKey('services', spec.name, 'depends_on', name),
          service: spec.name,
          message: `service "${spec.name}" waits for "${name}" to be healthy for ever: ${needed.image?.file.source.name ?? `its image ${needed.spec.image}`} gives it no healthcheck`,
          hint: `give "${name}" a "healthcheck:" with a "test:", or write "condition: service_started"`,
          replaces: 'no-healthcheck',
          isRetraction: has,
        };
      }
  },
};
