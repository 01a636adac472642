import { gantry, type Hint } from '../../diagnostics/hint.ts';
import type { Setting } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { didYouMean } from '../../util/did-you-mean.ts';

/** What to do about it, and which settings of the service may be wrong. */
export interface Met {
  readonly hint: Hint;
  readonly settings: readonly Setting[];
}

/** Why a container does not find a host of this name. */
export function explainHost(
  [, name = '']: readonly string[],
  service: ServiceSpec | undefined,
  project: Project | undefined,
): Met | undefined {
  if (!service || !project) return undefined;
  const settings = (['environment', 'command', 'entrypoint', 'build'] as const).map(
    (attribute) => [attribute, name] as const,
  );
  const declared = declaredIn(project);
  const other = declared.find((candidate) => namesOf(candidate).includes(name));
  if (!other) {
    const near = nearService(name, project);
    const meant = near === undefined ? '' : `: did you mean "${near}"?`;
    if (name.includes('.') && near === undefined)
      return {
        hint: `the engine's DNS does not know ${name}: see \`dns\`, and the network of the engine`,
        settings,
      };
    return { hint: `there is no service ${name} in this project${meant}`, settings };
  }
  // One that was not asked for is not in it either, and is not off.
  if (!project.services.has(other.name) && other.profiles.length > 0)
    return { hint: `${name} is off: activate it with --profile ${other.profiles.join(' or ')}`, settings };
  if (shareNetwork(service, other))
    return {
      hint: [
        `${name} has to run by then: write \`depends_on: [${other.name}]\`, and see `,
        gantry('ps', '-a', other.name),
      ],
      settings,
    };
  return {
    hint: `${service.name} and ${other.name} share no network: put both into one with \`networks\``,
    settings: ['networks', 'network_mode', ...settings],
  };
}

const declaredIn = ({ services, disabledServices }: Project): readonly ServiceSpec[] => [
  ...services.values(),
  ...disabledServices.values(),
];

/** The service whose name was almost written. @returns undefined: it is one, or no name is near. */
export function nearService(name: string, project: Project): string | undefined {
  const declared = declaredIn(project);
  if (declared.some((service) => namesOf(service).includes(name))) return undefined;
  return didYouMean(
    name,
    declared.map((service) => service.name),
  );
}

/** It was there, and did not listen yet. */
export function explainRefusedConnection(
  [, line = '']: readonly string[],
  service: ServiceSpec | undefined,
  project: Project | undefined,
): Met | undefined {
  if (!service || !project) return undefined;
  const words = new Set(line.split(/[^\w-]+/));
  const other = [...project.services.keys()].find((name) => name !== service.name && words.has(name));
  if (other === undefined || service.dependsOn.get(other)?.condition === 'service_healthy') return undefined;
  return {
    hint: `${other} may not have been ready yet: give it a \`healthcheck\`, and wait for that with \`depends_on: {${other}: {condition: service_healthy}}\``,
    settings: [`depends_on.${other}`, 'depends_on'],
  };
}

const shareNetwork = (a: ServiceSpec, b: ServiceSpec): boolean =>
  [...a.networks.keys()].some((network) => b.networks.has(network));

/** By which others may know it. */
const namesOf = ({ name, containerName, networks }: ServiceSpec): readonly (string | undefined)[] => [
  name,
  containerName,
  ...[...networks.values()].flatMap((endpoint) => endpoint?.aliases ?? []),
];
