import { suggest } from '../../util/suggest.ts';
import { type Rule, reportAt } from './rule.ts';

const ACTIONS = ['pause', 'continue', 'rollback'];

/** `deploy.update_config` has a known action, and a share. docker compose does not read it, so these are warnings. */
export const updateIsKnown: Rule = (checked) => {
  for (const { name, deploy } of checked.services.values()) {
    const { failureAction, maxFailureRatio } = deploy?.updateConfig ?? {};
    const path = ['services', name, 'deploy', 'update_config'];
    if (failureAction !== undefined && !ACTIONS.includes(failureAction))
      reportAt(checked, [...path, 'failure_action'], {
        code: 'bad-value',
        severity: 'warning',
        message: `failure_action: "${failureAction}" is none of ${ACTIONS.join(', ')}; pause is used`,
        hint: suggest(failureAction, ACTIONS),
      });
    if (maxFailureRatio !== undefined && (maxFailureRatio < 0 || maxFailureRatio > 1))
      reportAt(checked, [...path, 'max_failure_ratio'], {
        code: 'bad-value',
        severity: 'warning',
        message: `max_failure_ratio: ${maxFailureRatio} is no share from 0 to 1; 0 is used`,
        hint: 'write "0.25" for a quarter of the containers',
      });
  }
};
