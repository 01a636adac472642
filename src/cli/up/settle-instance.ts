import { UserError } from '../../diagnostics/user-error.ts';
import type { PendingObservation } from '../../engine/observe/observe.ts';
import { portsOf, readPortsLabel } from '../../instance/published-ports.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import type { Selection } from '../files/load.ts';

/**
 * The instance with other ports in place of those that somebody else has taken while it did not run.
 *
 * Error: as `loadProjectFor`; UserError `bad-instance`.
 * @param asked what the engine was asked of it already
 */
export async function settleInstance(
  cli: Cli,
  instance: Project,
  selection: Selection,
  asked: PendingObservation | undefined,
): Promise<Project> {
  const engine = await cli.engine();
  const own = await (asked?.containers ?? engine.listContainers([`${LABEL.project}=${instance.name}`]));
  refuseAnother(instance, own);
  const { moveTakenPorts } = await import('../instances/instance-ports.ts');
  const wanted = [...instance.services.values()].flatMap((service) => {
    const chosen = readPortsLabel(service.name, service.labels.get(LABEL.instancePorts) ?? '');
    return portsOf(service).flatMap(({ fixed }) => (fixed && chosen.has(fixed.key) ? [fixed] : []));
  });
  if (wanted.length === 0) return instance;
  if (!(await moveTakenPorts(cli, instance.name, wanted, own))) return instance;
  const { loadProjectFor } = await import('../files/load.ts');
  const { withoutWarnings } = await import('../apply/replannable.ts');
  return loadProjectFor(withoutWarnings(cli), selection);
}

/** `shop-a` may be an instance of `shop`, or a project of its own. */
function refuseAnother({ name, instance }: Project, containers: readonly ObservedContainer[]): void {
  const other = containers.find(
    ({ labels }) => labels[LABEL.instance] !== instance?.name || labels[LABEL.instanceOf] !== instance?.of,
  );
  if (!other) return;
  const { [LABEL.instance]: otherName, [LABEL.instanceOf]: of } = other.labels;
  const what = of === undefined ? 'a project of that name' : `the instance "${otherName}" of ${of}`;
  throw new UserError('bad-instance', `${name} is there already, and is ${what}`, {
    hint: 'give the instance another name, or the project with -p',
  });
}
