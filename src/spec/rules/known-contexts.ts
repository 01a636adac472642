import { suggest } from '../../util/suggest.ts';
import { mayLack, type Rule, reportAt } from './rule.ts';

const SERVICE = 'service:';

/** An additional context `service:base` names a declared service with a `build`. */
export const knownContexts: Rule = (checked) => {
  if (mayLack(checked)) return;
  const { services, disabledServices } = checked;
  const all = new Map([...services, ...disabledServices]);
  const built = [...all.values()].filter(({ build }) => build !== undefined).map(({ name }) => name);
  for (const { name, build } of services.values()) {
    for (const [context, value] of build?.additionalContexts ?? []) {
      if (!value.startsWith(SERVICE)) continue;
      const other = value.slice(SERVICE.length);
      const service = all.get(other);
      if (service?.build) continue;
      reportAt(checked, ['services', name, 'build', 'additional_contexts', context], {
        code: service ? 'bad-value' : 'unknown-dependency',
        message: service
          ? `the build of service "${name}" uses "${other}" as a context, which is not built itself`
          : `the build of service "${name}" uses "${other}" as a context, which is not declared`,
        hint: service ? `write "docker-image://${service.image}" for its image` : suggest(other, built),
      });
    }
  }
};
