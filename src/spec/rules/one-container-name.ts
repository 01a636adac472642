import { type Rule, reportAt } from './rule.ts';

/** Each container has a name of its own, including names that come from services. */
export const oneContainerName: Rule = (checked) => {
  const owners = new Map<string, string>();
  for (const { name, containerName, scale, deploy } of checked.services.values()) {
    if (containerName === undefined) continue;
    const path = ['services', name, 'container_name'];
    const owner = owners.get(containerName);
    if (owner !== undefined)
      reportAt(checked, path, {
        code: 'duplicate-container-name',
        message: `the services "${owner}" and "${name}" both call their container "${containerName}"`,
        hint: 'choose another name, or leave it out',
      });
    else owners.set(containerName, name);
    const replicas = scale ?? deploy?.replicas ?? 1;
    if (replicas > 1)
      reportAt(checked, path, {
        code: 'conflicting-attributes',
        part: 'key',
        message: `service "${name}" runs ${replicas} containers, which cannot all be called "${containerName}"`,
        hint: 'leave out "container_name"',
      });
  }
  for (const { name, containerName, scale, deploy } of checked.services.values()) {
    if (containerName !== undefined) continue;
    for (const [taken, owner] of owners) {
      const start = [checked.projectName, name, ''].join(checked.separator);
      const number = numberOf(taken, start);
      if (number < 1 || number > (scale ?? deploy?.replicas ?? 1)) continue;
      reportAt(checked, ['services', owner, 'container_name'], {
        code: 'duplicate-container-name',
        message: `the services "${owner}" and "${name}" both call their container "${taken}"`,
        hint: 'choose another name, or leave it out',
      });
    }
  }
};

/** The number of a container whose name has the default form of a service; 0: it does not. */
function numberOf(containerName: string, start: string): number {
  const rest = containerName.startsWith(start) ? containerName.slice(start.length) : '';
  return /^[1-9]\d*$/.test(rest) ? Number(rest) : 0;
}
