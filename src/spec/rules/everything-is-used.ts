import { usesOf } from '../resolve/prune-resources.ts';
import { isMap } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs', 'models'] as const;

/** A service uses every declared resource, even if profiles switch that service off. */
export const everythingIsUsed: Rule = (checked) => {
  // A service with a problem may be the one that uses it.
  if (!checked.isRight || !checked.prunes) return;
  const uses = usesOf([...checked.services.values(), ...checked.disabledServices.values()]);
  for (const section of SECTIONS) {
    const all = written(checked.tree, [section]);
    // An unknown name, which has been reported, may be a misspelling of an unused one.
    const allKnown = [...uses[section]].every((key) => key === 'default' || Object.hasOwn(Object(all), key));
    if (!isMap(all) || !allKnown) continue;
    for (const key of Object.keys(all).sort()) {
      // The default network may be declared without use.
      if (uses[section].has(key) || key.startsWith('x-') || (section === 'networks' && key === 'default'))
        continue;
      reportAt(checked, [section, key], {
        code: 'no-effect',
        severity: 'warning',
        part: 'key',
        message: `no service uses the ${section.slice(0, -1)} "${key}", so it is not created`,
        hint: 'remove it, or name it at a service',
      });
    }
  }
};
