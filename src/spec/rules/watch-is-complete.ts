import { isMap } from '../tree/tree.ts';
import { type Rule, reportAt, written } from './rule.ts';

/** A watch rule has a path, and a sync rule a target. */
export const watchIsComplete: Rule = (checked) => {
  for (const { name } of checked.services.values()) {
    const watch = ['services', name, 'develop', 'watch'];
    const rules = written(checked.tree, watch);
    if (!Array.isArray(rules)) continue;
    for (const [index, rule] of rules.entries()) {
      if (!isMap(rule)) continue;
      const { path, action, target } = rule;
      if (path === '')
        reportAt(checked, [...watch, index, 'path'], {
          code: 'bad-value',
          message: 'the path to watch is empty',
          hint: 'write "." for the folder of the project',
        });
      if (typeof action === 'string' && action.startsWith('sync') && (target ?? '') === '')
        reportAt(checked, [...watch, index], {
          code: 'missing-attribute',
          message: `this rule says "${action}", but not where to in the container`,
          hint: 'write "target: /path/in/the/container"',
        });
    }
  }
};
