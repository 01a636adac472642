import { type Rule, reportAt, written } from './rule.ts';

/** Two networks or volumes do not have the same name: they would be the same resource. */
export const oneName: Rule = (checked) => {
  for (const section of ['networks', 'volumes'] as const) {
    const owners = new Map<string, string>();
    for (const [key, { name }] of checked.declared[section]) {
      const owner = owners.get(name);
      if (owner === undefined || name === '') {
        owners.set(name, key);
        continue;
      }
      const path = [section, key, 'name'];
      const isWritten = written(checked.tree, path) !== undefined;
      reportAt(checked, isWritten ? path : [section, key], {
        code: 'conflicting-attributes',
        severity: 'warning',
        part: isWritten ? 'value' : 'key',
        message: `the ${section} "${owner}" and "${key}" both have the name "${name}", so they are one`,
        hint: 'choose another name, or leave out one of them',
      });
    }
  }
};
