import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { readTrashSeconds, trashSecondsOf } from '../../model/trash.ts';
import type { TrashIntent } from '../../planner/snapshot/intent.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Whether volumes that are thrown away are kept, and for how long: `GANTRY_TRASH`, else the `x-gantry` of the project. undefined: they are
 * gone, as a script expects that makes room.
 *
 * Error: UserError `bad-usage` for a variable that is no duration.
 */
export function trashOf(
  environment: Cli['environment'],
  { extensions }: Pick<Project, 'extensions'>,
): TrashIntent | undefined {
  const asked = environment.get('GANTRY_TRASH');
  const keepSeconds = asked ? readTrashSeconds(asked) : (trashSecondsOf(extensions.get('x-gantry')) ?? 0);
  if (keepSeconds === undefined)
    throw new UserError('bad-usage', `GANTRY_TRASH is how long volumes are kept, and not "${asked}"`, {
      hint: 'write numbers with units (m, h, d, w), such as "24h"; 0 switches the trash off',
    });
  return keepSeconds === 0 ? undefined : { keepSeconds };
}
