import { type Rule, reportAt } from './rule.ts';

/** No volume has the target of a tmpfs of the same service. (Of two volumes the later one wins.) */
export const oneMountATarget: Rule = (checked) => {
  for (const { name, volumes, tmpfs } of checked.services.values()) {
    const targets = new Set<string>();
    for (const { target } of volumes) targets.add(target);
    for (const [index, entry] of tmpfs.entries()) {
      const [target = entry] = entry.split(':');
      if (targets.has(target))
        reportAt(checked, ['services', name, 'tmpfs', index], {
          code: 'duplicate-target',
          message: `service "${name}" mounts both a tmpfs and something else at ${target}`,
          hint: 'choose another target for one of them',
        });
      targets.add(target);
    }
  }
};
