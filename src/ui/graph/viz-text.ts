import type { Project } from '../../model/project.ts';
import type { PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import { visible } from '../../util/disarm.ts';

export interface VizOptions {
  readonly networks: boolean;
  readonly ports: boolean;
  readonly image: boolean;
  /** The indentation of the drawing. */
  readonly indentation: string;
}

/** The services and their dependencies for Graphviz, in the format of docker compose. */
export function vizText(
  { name, services }: Project,
  imageOf: (service: ServiceSpec) => string,
  options: VizOptions,
): string {
  const { indentation } = options;
  const all = [...services.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const nodes = all.map(
    (service) =>
      `${indentation}${quoted(service.name)} [style="filled" label=<${label(service, imageOf, options)}>];`,
  );
  const edges = all.flatMap((service) =>
    [...service.dependsOn.keys()]
      .sort()
      .map((to) => `${indentation}${quoted(service.name)} -> ${quoted(to)};`),
  );
  return [`digraph ${quoted(name)} {`, `${indentation}layout=dot;`, ...nodes, '', ...edges, '}', ''].join(
    '\n',
  );
}

function label(
  service: ServiceSpec,
  imageOf: (service: ServiceSpec) => string,
  { networks, ports, image }: VizOptions,
): string {
  return [
    `<font point-size="15">${visible(service.name)}</font>`,
    ...(networks ? [part('Networks', [...service.networks.keys()].sort())] : []),
    ...(ports ? [part('Ports', service.ports.map(portText))] : []),
    ...(image ? [part('Image', [imageOf(service)])] : []),
  ].join('');
}

function part(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<font point-size="10"><br/><br/><b>${title}:</b>${lines.map((line) => `<br/>${visible(line)}`).join('')}</font>`;
}

function portText({ hostIp, published, target, protocol, mode }: PortMapping): string {
  return `${hostIp ? `${hostIp}:` : ''}${published ?? ''}:${target} (${protocol}, ${mode})`;
}

const quoted = (text: string): string => `"${visible(text)}"`;
