import { suggest } from '../suggest.ts';
import { type Rule, say, written } from './rule.ts';
import { serviceReferences } from './service-references.ts';

/** A service that is needed is declared, and not switched off by its profiles. */
export const knownServices: Rule = (checked) => {
  const { services, disabledServices, tree } = checked;
  for (const service of services.values()) {
    for (const { service: name, dependency, path, part } of serviceReferences(service)) {
      if (services.has(name)) continue;
      const disabled = disabledServices.get(name);
      if (disabled) {
        if (!dependency.required) continue;
        const profiles = disabled.profiles.join(', ');
        say(checked, path, {
          code: 'disabled-dependency',
          part,
          message: `service "${service.name}" needs "${name}", which its profiles switch off (${profiles})`,
          hint: `activate it with --profile ${disabled.profiles[0]}, or write "required: false"`,
        });
      } else if (written(tree, ['services', name]) === undefined)
        say(checked, path, {
          code: 'unknown-dependency',
          part,
          message: `service "${service.name}" needs "${name}", which is not declared`,
          hint: suggest(name, [...services.keys(), ...disabledServices.keys()]),
        });
    }
  }
};
