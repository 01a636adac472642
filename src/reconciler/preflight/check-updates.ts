import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { updateFaults } from '../../model/update-faults.ts';

/** Updates that the files ask for in words that nobody knows: a guess could go on where it is to stop, or not go back. */
export const checkUpdates = ({ updates = [] }: Plan, project: Project): readonly UserError[] =>
  updates.flatMap(({ service }) =>
    updateFaults(project.services.get(service)?.deploy?.updateConfig ?? {}).map(
      ({ attribute, message, hint }) =>
        new UserError('bad-update', `service "${service}" is not updated: ${message}`, {
          hint,
          about: { of: ['services', service], settings: [`deploy.update_config.${attribute}`] },
        }),
    ),
  );
