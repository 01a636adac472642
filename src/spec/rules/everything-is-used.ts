import { usesOf } from '../resolve/prune-resources.ts';
import { isMap } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs', 'models'] as const;

/** What is declared is used by a service, be it one that is switched off now. */
export const everythingIsUsed: Rule = (checked) => {
  // What uses it may be what is wrong.
  if (!checked.isRight || !checked.prunes) return;
  const uses = usesOf([...checked.services.values(), ...checked.disabledServices.values()]);
  for (const section of SECTIONS) {
    const all = written(checked.tree, [section]);
    // A name that is not known may be meant for one that nobody uses: that has been said.
    const allKnown = [...uses[section]].every((key) => key === 'default' || Object.hasOwn(Object(all), key));
    if (!isMap(all) || !allKnown) continue;
    for (const key of Object.keys(all).sort()) {
      // The default network may be described whether somebody joins it or not.
      if (uses[section].has(key) || key.startsWith('x-') || (section === 'networks' && key === 'default'))
        continue;
      reportAt(checked, [section, key], {
        code: 'no-effect',
        severity: 'warning',
        part: 'key',
        message: `no service uses the ${section.slice(0, -1)} "${key}", so it is not made`,
        hint: 'remove it, or name it at a service',
      });
    }
  }
};
