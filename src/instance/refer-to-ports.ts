import type { ServiceSpec } from '../model/service-spec.ts';
import { type InstanceFinding, inService } from './finding.ts';
import type { FixedPort, InstancePorts } from './published-ports.ts';

/**
 * Values that have a published port of the files in them, which in the instance is nobody's, or that of the project itself.
 *
 * @param hosts what containers call one another: a port behind such a name is the container's
 */
export function portsInTexts(
  { name, environment, build }: ServiceSpec,
  fixed: readonly FixedPort[],
  ports: InstancePorts,
  hosts: ReadonlySet<string>,
): readonly InstanceFinding[] {
  const values = [
    ...[...environment].map(([key, value]) => ({ attribute: 'environment', key, value })),
    ...[...(build?.args ?? [])].map(([key, value]) => ({ attribute: 'build.args', key, value })),
  ];
  return values.flatMap(({ attribute, key, value }) => {
    const found = value === null ? undefined : fixed.find((port) => names(value, port, ports, hosts));
    if (!found) return [];
    const word = found.service.replace(/\W/g, '_');
    return [
      {
        code: 'instance-old-port',
        severity: 'warning',
        message: `${key} of ${name} has port ${found.published}, which ${found.service} has in the project, and not in the instance`,
        hint: `write \${GANTRY_URL_${word}} for its address, or \${GANTRY_PORT_${word}_${found.target}} for its port`,
        about: inService(name, `${attribute}.${key}`, [attribute, key], 'env_file'),
      } satisfies InstanceFinding,
    ];
  });
}

function names(value: string, port: FixedPort, ports: InstancePorts, hosts: ReadonlySet<string>): boolean {
  const last = port.published + port.count - 1;
  const chosen = ports.get(port.key);
  const isOld = (text: string | undefined): boolean => {
    const number = Number(text);
    return number >= port.published && number <= last && number !== chosen;
  };
  // A number alone may be the port inside of a container as well.
  if (/^\d+$/.test(value)) return isOld(value) && Number(value) !== port.target;
  return [...value.matchAll(/(?:^|[/@,;\s"'])([\w.-]+|\[[\da-f:]+\]):(\d{1,5})(?!\d)/gi)].some(
    ([, host = '', number]) => !hosts.has(host) && !/^\d+$/.test(host) && isOld(number),
  );
}
