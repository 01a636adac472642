import { findCycles } from '../../util/find-cycles.ts';
import { type Checked, type Rule, reportAt } from './rule.ts';
import { type ServiceReference, serviceReferences } from './service-references.ts';

/** A longer cycle is shortened to its first and last members. */
const MOST_NAMES = 20;

/** No service depends on itself, directly or through others. Each cycle is reported once, from its first service in order. */
export const noCycle: Rule = (checked) => {
  const { services } = checked;
  const referencesOf = (name: string) => {
    const service = services.get(name);
    return service && serviceReferences(service);
  };
  const cycles = findCycles([...services.keys()].sort(), referencesOf, ({ service }) => service);
  for (const { nodes, edge } of cycles) report(checked, nodes, edge);
};

function report(checked: Checked, names: readonly string[], { service, path, part }: ServiceReference): void {
  const itself = names.length === 1;
  reportAt(checked, path, {
    code: 'dependency-cycle',
    part,
    message: itself
      ? `service "${service}" needs itself`
      : `these services need one another: ${[...shortened(names), service].join(' → ')}`,
    hint: itself ? 'remove it' : 'remove one of these dependencies',
  });
}

function shortened(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_NAMES) return names;
  const half = MOST_NAMES / 2;
  return [...names.slice(0, half), `(${names.length - MOST_NAMES} more)`, ...names.slice(-half)];
}
