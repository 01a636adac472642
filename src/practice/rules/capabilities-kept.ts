import { atKey, type Rule } from '../subject/rule.ts';
import { isRoot, userOf } from '../subject/what-runs.ts';

/** The engine gives root in a container fourteen capabilities, and most programs use none. */
export const capabilitiesKept: Rule = {
  levels: { dev: 'off', prod: 'info' },
  together: (names, count) =>
    `${count} services keep all capabilities that root has in a container: ${names}`,
  *look({ services }) {
    for (const service of services) {
      const { spec } = service;
      const user = userOf(service);
      // Other users have none.
      if (user !== undefined && !isRoot(user)) continue;
      if (spec.capDrop.length > 0 || spec.privileged || spec.provider !== undefined) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `service "${spec.name}" keeps all capabilities that root has in a container`,
        hint: 'write "cap_drop: [ALL]", and below "cap_add:" those that it needs',
      };
    }
  },
};
