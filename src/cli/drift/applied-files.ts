import { existsSync } from 'node:fs';
import { blank, commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cli } from '../context/cli.ts';
import { byLabels, listInLabel, newestOf } from '../find/by-labels.ts';

interface AppliedFiles {
  readonly cli: Cli;
  readonly services: readonly string[];
}

/**
 * Where nothing but a name is known: the files that the project was last started from, which its containers name, and of their
 * services those that were started, whatever profiles are active now.
 *
 * Error: UserError `no-container`, `missing-file`
 */
export async function appliedFiles(
  cli: Cli,
  name: string,
  services: readonly string[],
): Promise<AppliedFiles> {
  const engine = await cli.engine();
  const containers = await engine.listContainers([`${LABEL.project}=${name}`, `${LABEL.oneOff}=False`]);
  const newest = newestOf(containers);
  if (!newest)
    throw new UserError('no-container', `project "${name}" has no containers`, {
      hint: 'name its files with -f to see what is missing',
    });
  const file = listInLabel(newest, LABEL.configFiles);
  const gone = file.find((path) => !existsSync(path));
  if (gone !== undefined || file.length === 0)
    throw new UserError(
      'missing-file',
      gone === undefined
        ? `no file of project "${name}" is known on this machine`
        : `project "${name}" was started from ${gone}, which is not there any more`,
      { hint: ['name the files to compare with: ', commandHint('gantry', '-f', blank('FILE'), 'drift')] },
    );
  const started = new Set(containers.flatMap(({ labels }) => labels[LABEL.service] ?? []));
  return {
    cli: byLabels(cli, newest),
    services: services.length > 0 ? services : [...started].sort(),
  };
}
