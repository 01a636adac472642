import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { isWindowsPath } from '../../util/is-windows-path.ts';
import { createdServices } from './started-services.ts';

/**
 * Mounts with a path of Windows, which an engine on another system takes for the name of a volume, or refuses.
 *
 * @param systemOf of the engine; asked only where there is such a path
 */
export async function checkWindowsPaths(
  plan: Plan,
  project: Project,
  systemOf: () => Promise<string>,
): Promise<readonly UserError[]> {
  const mounts = [...createdServices(plan)].sort().flatMap((service) =>
    (project.services.get(service)?.volumes ?? []).flatMap(({ source = '', target }) => {
      const path = [source, target].find(isWindowsPath);
      return path === undefined ? [] : [{ service, path, isSource: path === source }];
    }),
  );
  if (mounts.length === 0 || (await systemOf()) === 'windows') return [];
  return mounts.map(
    ({ service, path, isSource }) =>
      new UserError(
        'engine-not-supported',
        `service "${service}" mounts ${isSource ? path : `something at ${path}`}, a path of Windows, and the engine runs on another system`,
        {
          hint: isSource
            ? 'write a path of the system of the engine, or the name of a volume of two letters or more'
            : 'write a path that begins with "/"',
          about: { of: ['services', service], settings: [['volumes', path], 'volumes'] },
        },
      ),
  );
}
