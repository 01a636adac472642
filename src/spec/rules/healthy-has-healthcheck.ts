import type { ServiceSpec } from '../../model/service-spec.ts';
import { type Rule, reportAt } from './rule.ts';

/**
 * A service that others wait for to be healthy has a healthcheck. The image may have one, which this rule cannot see, so only `check`,
 * `config` and `--strict` report a missing one; a disabled one can never become healthy and is always reported.
 */
export const healthyHasHealthcheck: Rule = (checked) => {
  for (const service of checked.services.values()) {
    for (const [name, { condition }] of service.dependsOn) {
      const needed = checked.services.get(name);
      if (!needed || condition !== 'service_healthy') continue;
      const isOff = isSwitchedOff(needed);
      if (!isOff && (needed.healthcheck?.test !== undefined || !checked.lint)) continue;
      reportAt(checked, ['services', service.name, 'depends_on', name], {
        code: 'no-healthcheck',
        severity: 'warning',
        part: 'key',
        message: isOff
          ? `service "${service.name}" waits for "${name}" to be healthy, but its healthcheck is switched off`
          : `service "${service.name}" waits for "${name}" to be healthy, which works only if its image has a healthcheck: the file has none`,
        hint: isOff
          ? `give "${name}" a healthcheck, or write "condition: service_started"`
          : `give "${name}" a "healthcheck:" with a "test:" to be sure`,
      });
    }
  }
};

function isSwitchedOff({ healthcheck }: ServiceSpec): boolean {
  return healthcheck?.disable === true || healthcheck?.test?.[0] === 'NONE';
}
