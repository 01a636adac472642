import { updateFaults } from '../../model/update-faults.ts';
import { type Rule, reportAt } from './rule.ts';

/**
 * `deploy.update_config` has a known action, and a share. docker compose loads whatever is written there, so these are warnings; an
 * update is refused (`reconciler/preflight/check-updates.ts`).
 */
export const updateIsKnown: Rule = (checked) => {
  for (const { name, deploy } of checked.services.values())
    for (const { attribute, message, hint } of updateFaults(deploy?.updateConfig ?? {}))
      reportAt(checked, ['services', name, 'deploy', 'update_config', attribute], {
        code: 'bad-value',
        severity: 'warning',
        message: `${message}; no update is made with it`,
        hint,
      });
};
