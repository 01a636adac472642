import { type Rule, say } from './rule.ts';

/** A container name is of one container. */
export const oneContainerName: Rule = (checked) => {
  const owners = new Map<string, string>();
  for (const { name, containerName, scale, deploy } of checked.services.values()) {
    if (containerName === undefined) continue;
    const path = ['services', name, 'container_name'];
    const owner = owners.get(containerName);
    if (owner !== undefined)
      say(checked, path, {
        code: 'duplicate-container-name',
        message: `the services "${owner}" and "${name}" both call their container "${containerName}"`,
        hint: 'choose another name, or leave it out',
      });
    else owners.set(containerName, name);
    const replicas = scale ?? deploy?.replicas ?? 1;
    if (replicas > 1)
      say(checked, path, {
        code: 'conflicting-attributes',
        part: 'key',
        message: `service "${name}" runs ${replicas} containers, which cannot all be called "${containerName}"`,
        hint: 'leave out "container_name"',
      });
  }
};
