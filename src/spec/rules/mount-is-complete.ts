import { isMap } from '../tree.ts';
import { type Rule, say, written } from './rule.ts';

const ATTRIBUTES = [
  'type',
  'source',
  'target',
  'read_only',
  'consistency',
  'bind',
  'volume',
  'tmpfs',
  'image',
];
const isKnown = (name: string): boolean => ATTRIBUTES.includes(name) || name.startsWith('x-');

/** What is bound has a source, and what is mounted a target. */
export const mountIsComplete: Rule = (checked) => {
  for (const service of checked.services.values()) {
    const list = written(checked.tree, ['services', service.name, 'volumes']);
    if (!Array.isArray(list)) continue;
    for (const [index, mount] of list.entries()) {
      // Written under a name that is not known: that has been said.
      if (!isMap(mount) || !Object.keys(mount).every(isKnown)) continue;
      const missing = mount.type === 'bind' && !mount.source ? 'source' : mount.target ? undefined : 'target';
      if (missing === undefined) continue;
      say(checked, ['services', service.name, 'volumes', index], {
        code: 'missing-attribute',
        message: `services.${service.name}.volumes[${index}] needs "${missing}"`,
        hint: missing === 'source' ? 'add "source": path on the host' : 'add "target": path in the container',
      });
    }
  }
};
