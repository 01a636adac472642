import { isMap } from '../tree.ts';
import { type Rule, say, written } from './rule.ts';

/** What is bound has a source, and what is mounted a target. */
export const mountIsComplete: Rule = (checked) => {
  for (const service of checked.services.values()) {
    const list = written(checked.tree, ['services', service.name, 'volumes']);
    if (!Array.isArray(list)) continue;
    for (const [index, mount] of list.entries()) {
      if (!isMap(mount)) continue;
      const missing = mount.type === 'bind' && !mount.source ? 'source' : mount.target ? undefined : 'target';
      if (missing === undefined) continue;
      say(checked, ['services', service.name, 'volumes', index], {
        code: 'missing-attribute',
        message: `this ${String(mount.type ?? 'mount')} has no ${missing}`,
        hint: `write "${missing}: …"`,
      });
    }
  }
};
