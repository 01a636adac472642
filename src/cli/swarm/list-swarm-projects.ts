import { STACK } from '../../model/labels.ts';
import type { SwarmSurvey, SwarmTask } from '../../model/observed-swarm.ts';
import { ofLastRun } from '../../model/task-state.ts';
import { isWanted } from '../../planner/swarm/node-load.ts';
import { tasksByService } from '../../planner/swarm/tasks-by-service.ts';
import type { StackSummary } from '../../ui/tables/stacks-output.ts';

/** By name: what `docker stack` has deployed, and what gantry has. */
export function listSwarmProjects({ services, tasks }: SwarmSurvey): readonly StackSummary[] {
  const byService = tasksByService(tasks);
  const projectOf = ({ labels }: SwarmSurvey['services'][number]): string => labels[STACK.namespace] ?? '';
  const names = [...new Set(services.map(projectOf))].filter((name) => name !== '').sort();
  return names.map((name) => {
    const own = services.filter((service) => projectOf(service) === name);
    const all = own.flatMap((service) => ofLastRun(byService.get(service.id) ?? [], service));
    return {
      name,
      services: own.length,
      isAlive: all.some(isWanted),
      states: countStates(all.filter((task) => isWanted(task) || task.desiredState === 'complete')),
    };
  });
}

function countStates(tasks: readonly SwarmTask[]): StackSummary['states'] {
  const states = tasks.map(({ state }) => state).sort();
  return [...new Set(states)].map((state) => [state, states.filter((other) => other === state).length]);
}
