import { type Host, told } from '../../scripts/setup/engine-api.ts';
import { listAt } from '../../scripts/setup/json.ts';

const LISTS = ['/services', '/tasks', '/networks', '/secrets', '/configs'];

/** Everything that a swarm has of a project. */
export async function leftOnSwarm(manager: Host, project: string): Promise<readonly unknown[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.stack.namespace=${project}`] }));
  const lists = await Promise.all(LISTS.map((path) => told(manager, 'GET', `${path}?filters=${filters}`)));
  return lists.flatMap((list) => listAt(list));
}
