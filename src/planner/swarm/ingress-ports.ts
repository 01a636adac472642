import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';

/** Those that a service publishes on all nodes, each as `8080/tcp`. Without those that the swarm chooses. */
export function ingressPorts({ EndpointSpec }: JsonMap): readonly string[] {
  const ports = isJsonMap(EndpointSpec) && Array.isArray(EndpointSpec.Ports) ? EndpointSpec.Ports : [];
  return ports.flatMap((port: Json) => {
    if (!isJsonMap(port) || port.PublishMode === 'host' || !port.PublishedPort) return [];
    return [`${port.PublishedPort}/${port.Protocol ?? 'tcp'}`];
  });
}
