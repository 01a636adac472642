import { isMap } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs'] as const;

/**
 * What somebody else made is not described here. docker compose refuses it for volumes and ignores it elsewhere,
 * so it is an error there and a warning here.
 */
export const externalAlone: Rule = (checked) => {
  for (const section of SECTIONS) {
    for (const [key, spec] of checked.declared[section]) {
      const external = 'external' in spec ? spec.external : spec.from.kind === 'external';
      const all = written(checked.tree, [section, key]);
      if (!external || !isMap(all)) continue;
      for (const attribute of Object.keys(all)) {
        if (attribute === 'external' || attribute === 'name' || attribute.startsWith('x-')) continue;
        const kind = section.slice(0, -1);
        reportAt(checked, [section, key, attribute], {
          code: section === 'volumes' ? 'conflicting-attributes' : 'no-effect',
          severity: section === 'volumes' ? 'error' : 'warning',
          part: 'key',
          message: `the ${kind} "${key}" is external, so "${attribute}" has no effect`,
          hint: 'leave it out, or leave out "external"',
        });
      }
    }
  }
};
