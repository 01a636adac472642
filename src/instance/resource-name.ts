import { type Instance, instanceProject } from '../model/instance.ts';

/** The name on the engine of something that an instance has a copy of. */
export function resourceName(name: string, key: string, { name: instance, of }: Instance): string {
  const project = instanceProject(of, instance);
  if (name === `${of}_${key}`) return `${project}_${key}`;
  // It was made with the variable COMPOSE_PROJECT_NAME, which is the instance already.
  return name.includes(project) ? name : `${name}-${instance}`;
}
