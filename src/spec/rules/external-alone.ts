import { isMap } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs'] as const;

/**
 * An external resource has no other attributes. docker compose refuses them for volumes and ignores them elsewhere, so they are an
 * error for volumes and a warning elsewhere.
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
