import { type Rule, reportAt } from './rule.ts';

/** A service with `network_mode` has no `networks`. */
export const networkModeAlone: Rule = (checked) => {
  for (const { name, networkMode, networks } of checked.services.values()) {
    if (networkMode === undefined || networks.size === 0) continue;
    reportAt(checked, ['services', name, 'network_mode'], {
      code: 'conflicting-attributes',
      part: 'key',
      message: `service "${name}" has both "network_mode" and "networks"`,
      hint: 'leave out one of them',
    });
  }
};
