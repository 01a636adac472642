import { LANGUAGES_AND_SYSTEMS, officialName, SERVERS } from '../subject/official-images.ts';
import { atKey, type Rule } from '../subject/rule.ts';
import type { CheckedService, Subject } from '../subject/subject.ts';
import { hasHealthcheck, lastStep } from '../subject/what-runs.ts';

/** A process may run and answer nobody. Without a healthcheck no update waits for the new one, and none goes back. */
export const healthUnknown: Rule = {
  levels: { dev: 'off', prod: 'info' },
  together: (names, count) => `nothing says whether ${count} services work, or only run: ${names}`,
  *look({ services, project, builderOf }) {
    const all = [...project.services.values(), ...project.disabledServices.values()];
    const needed = new Map(all.flatMap(({ dependsOn }) => [...dependsOn]));
    for (const service of services) {
      const { spec } = service;
      const condition = needed.get(spec.name)?.condition;
      const isUsed = spec.ports.length > 0 || spec.expose.length > 0 || condition === 'service_started';
      // Another rule is about those that somebody waits for.
      if (!isUsed || (condition !== undefined && condition !== 'service_started')) continue;
      if (spec.provider !== undefined || !lacksHealthcheck(service, builderOf)) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `nothing says whether service "${spec.name}" works, or only runs`,
        hint: 'give it a "healthcheck:", or its Dockerfile a HEALTHCHECK',
      };
    }
  },
};

/** Who switches it off means it. */
function lacksHealthcheck(service: CheckedService, builderOf: Subject['builderOf']): boolean {
  const { spec, image } = service;
  if (spec.healthcheck !== undefined || lastStep(image, 'HEALTHCHECK')) return false;
  const has = hasHealthcheck(service);
  if (has !== undefined) return !has;
  const reference = image ? (image.base ?? '') : (spec.image ?? '');
  if (builderOf(reference) !== undefined) return false;
  const name = officialName(reference) ?? '';
  return LANGUAGES_AND_SYSTEMS.has(name) || SERVERS.has(name);
}
