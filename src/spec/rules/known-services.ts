import { suggest } from '../../util/suggest.ts';
import { type Checked, mayLack, type Rule, type RuleFinding, reportAt, written } from './rule.ts';
import { type ServiceReference, serviceReferences } from './service-references.ts';

/** A needed service is declared, and its profiles do not switch it off. */
export const knownServices: Rule = (checked) => {
  const { services, disabledServices, tree } = checked;
  let unknown = 0;
  for (const service of services.values()) {
    for (const reference of serviceReferences(service)) {
      const { service: name, dependency, path, part } = reference;
      if (services.has(name)) continue;
      const disabled = disabledServices.get(name);
      if (disabled) {
        if (!dependency.required) continue;
        const profiles = disabled.profiles.join(', ');
        reportAt(checked, path, {
          code: 'disabled-dependency',
          part,
          message: `service "${service.name}" needs "${name}", which its profiles switch off (${profiles})`,
          ...withinText(checked, reference),
          hint:
            `activate it with --profile ${disabled.profiles[0]}` +
            (part === 'key' ? ', or write "required: false"' : ''),
        });
      } else if (!mayLack(checked) && written(tree, ['services', name]) === undefined)
        reportAt(checked, path, {
          code: 'unknown-dependency',
          part,
          message: `service "${service.name}" needs "${name}", which is not declared`,
          ...withinText(checked, reference),
          hint:
            (++unknown <= MOST_GUESSES ? nearService(checked, name, service.name) : undefined) ??
            `declare "${name}" below "services:"`,
        });
    }
  }
};

/** A limit: comparing thousands of wrong names with thousands of services takes minutes. */
const MOST_GUESSES = 100;

const nearService = ({ services, disabledServices }: Checked, name: string, by: string): string | undefined =>
  suggest(
    name,
    [...services.keys(), ...disabledServices.keys()].filter((one) => one !== by),
  );

/** `links: [db:database]`, `network_mode: service:db`: marks only the name in it. */
function withinText(
  { tree }: Checked,
  { service, path, nameAt }: ServiceReference,
): Pick<RuleFinding, 'within'> {
  const [list, index] = [written(tree, path.slice(0, -1)), path.at(-1)];
  const text = Array.isArray(list) && typeof index === 'number' ? list[index] : written(tree, path);
  if (nameAt === undefined || typeof text !== 'string') return {};
  return { within: { at: [nameAt, nameAt + service.length], of: text } };
}
