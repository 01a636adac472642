import type { ContainerRequest, HostConfig } from '../../model/container-request.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** All ports that the service opens, published or not. A range in `expose` stands for each of its ports. */
export function exposedPorts(service: ServiceSpec): ContainerRequest['ExposedPorts'] | undefined {
  const ports = new Set(service.expose.flatMap(expandPorts));
  for (const { target, protocol } of service.ports) ports.add(`${target}/${protocol}`);
  if (ports.size === 0) return undefined;
  return Object.fromEntries([...ports].sort().map((port) => [port, {}]));
}

export function portBindings(service: ServiceSpec): HostConfig['PortBindings'] | undefined {
  const bindings = new Map<string, { HostIp: string; HostPort: string }[]>();
  for (const { target, protocol, hostIp, published } of service.ports) {
    const port = `${target}/${protocol}`;
    bindings.set(port, [...(bindings.get(port) ?? []), { HostIp: hostIp ?? '', HostPort: published ?? '' }]);
  }
  return bindings.size > 0 ? Object.fromEntries(bindings) : undefined;
}

/** `80` is `80/tcp`, and `80-82/udp` is three ports. */
export function expandPorts(port: string): readonly string[] {
  const [numbers = '', protocol = 'tcp'] = port.split('/');
  const [first, last = first] = numbers.split('-').map(Number);
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => `${first + index}/${protocol}`);
}
