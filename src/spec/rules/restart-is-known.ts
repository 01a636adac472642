import { suggest } from '../../util/suggest.ts';
import { type Rule, reportAt } from './rule.ts';

const POLICIES = ['no', 'always', 'on-failure', 'unless-stopped'];

/** The engine knows four restart policies; it refuses any other one, but only at creation. */
export const restartIsKnown: Rule = (checked) => {
  for (const { name, restart } of checked.services.values()) {
    if (restart === undefined || restart === '') continue;
    if (POLICIES.includes(restart) || /^on-failure:\d+$/.test(restart)) continue;
    reportAt(checked, ['services', name, 'restart'], {
      code: 'bad-value',
      message: `restart: "${restart}" is not one of ${POLICIES.join(', ')}`,
      hint: suggest(restart, POLICIES),
    });
  }
};
