import { commandHint, gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { anonymousVolumes, isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import { goingContainers } from './leave-engine.ts';

/** Containers that run, need the networks of the project, and are no part of what goes to the swarm. */
export function runningStrangers(project: Project, observed: Observed): readonly UserError[] {
  const going = new Set([...goingContainers(project, observed).values()].flat());
  return observed.containers
    .filter((container) => isAlive(container) && !going.has(container))
    .map((container) => {
      const [why, hint] = reasonOf(project, container);
      return new UserError('in-use', `container ${container.name} ${why}, and would lose its networks`, {
        hint,
      });
    });
}

function reasonOf({ disabledServices }: Project, container: ObservedContainer): readonly [string, Hint] {
  const service = serviceOf(container) ?? '';
  const { profiles: [profile] = [] } = disabledServices.get(service) ?? {};
  if (isOneOff(container) || LABEL.hook in container.labels)
    return [
      'runs a command beside the services',
      ['wait until it ends, or stop it: ', commandHint('docker', 'stop', container.name)],
    ];
  if (profile !== undefined)
    return [
      `is of service "${service}", whose profile is not active`,
      ['take it along, or stop it: ', gantry('--profile', profile, 'stop', service)],
    ];
  return [
    `is of service "${service}", which the files do not have`,
    ['remove it: ', gantry('up', '-d', '--remove-orphans')],
  ];
}

/** Of each container with data under no name, which no task would find. */
export const namelessData = (project: Project, observed: Observed): readonly UserError[] =>
  [...goingContainers(project, observed).values()].flat().flatMap((container) => {
    const targets = Object.keys(anonymousVolumes(container)).sort();
    if (targets.length === 0) return [];
    return [
      new UserError(
        'data-left-behind',
        `container ${container.name} has data in a volume without a name, at ${targets.join(', ')}: its task on the swarm begins with an empty one`,
        {
          hint: 'give the volume a name in the files; or, where the data may stay behind, --leave-data',
          about: { of: ['services', serviceOf(container) ?? ''], settings: ['volumes', 'image'] },
        },
      ),
    ];
  });
