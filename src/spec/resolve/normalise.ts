import type { BuildSpec } from '../../model/build-spec.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { SecretSpec } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { Sensitive } from '../../util/sensitive.ts';
import type { Declared } from '../attributes/decode-project.ts';
import { emptyNetwork } from '../attributes/network.ts';
import { cleanTarget } from '../attributes/short-syntax/paths.ts';
import { implicitDependencies } from './implicit-dependencies.ts';

export interface NormaliseContext {
  readonly projectName: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** Adds the implicit parts of the files: names, the default network, dependencies, values of variables. */
export function normalise(declared: Declared, context: NormaliseContext): Declared {
  const services = mapValues(declared.services, (service) => normaliseService(service, context));
  const usesDefault = [...services.values()].some((service) => service.networks.has('default'));
  const networks: ReadonlyMap<string, NetworkSpec> =
    usesDefault && !declared.networks.has('default')
      ? new Map([...declared.networks, ['default', { ...emptyNetwork, key: 'default' }]])
      : declared.networks;
  return {
    ...declared,
    services,
    networks: mapValues(networks, (network) => named(network, network.external, context)),
    volumes: mapValues(declared.volumes, (volume) => named(volume, volume.external, context)),
    secrets: mapValues(declared.secrets, (secret) => named(secret, secret.from.kind === 'external', context)),
    configs: mapValues(declared.configs, (config) => named(config, config.from.kind === 'external', context)),
  };
}

/** A name without a value takes that of the variable, also where nothing else is added to what is written. */
export const passVariables = (declared: Declared, { variables }: NormaliseContext): Declared => ({
  ...declared,
  services: mapValues(declared.services, (service) => ({
    ...service,
    environment: passed(service.environment, variables),
  })),
});

/**
 * The content of secrets and configs from variables that are set.
 * @param variablesOf the variables of the declaring file
 */
export function fillContents(
  specs: ReadonlyMap<string, SecretSpec>,
  variablesOf: (key: string) => ReadonlyMap<string, string>,
): ReadonlyMap<string, SecretSpec> {
  return mapValues(specs, (spec, key) => {
    if (spec.from.kind !== 'environment') return spec;
    const value = variablesOf(key).get(spec.from.variable);
    return value === undefined ? spec : { ...spec, from: { ...spec.from, value: new Sensitive(value) } };
  });
}

function normaliseService(service: ServiceSpec, { variables }: NormaliseContext): ServiceSpec {
  const joinsDefault =
    service.networks.size === 0 && service.networkMode === undefined && service.provider === undefined;
  return {
    ...service,
    ...(service.build ? { build: normaliseBuild(service.build, variables) } : {}),
    ...(service.pullPolicy === 'if_not_present' ? { pullPolicy: 'missing' } : {}),
    ...(joinsDefault ? { networks: new Map([['default', null]]) } : {}),
    dependsOn: withImplicit(service),
    environment: passed(service.environment, variables),
    volumes: service.volumes.map((mount) => ({ ...mount, target: cleanTarget(mount.target) })),
  };
}

const passed = (
  environment: ServiceSpec['environment'],
  variables: ReadonlyMap<string, string>,
): ServiceSpec['environment'] =>
  mapValues(environment, (value, name) => value ?? variables.get(name) ?? null);

/** Written dependencies win; implicit ones are added. Of several implicit ones the first wins. */
function withImplicit(service: ServiceSpec): ServiceSpec['dependsOn'] {
  const implicit = implicitDependencies(service);
  if (implicit.length === 0) return service.dependsOn;
  return new Map([
    ...implicit.toReversed().map(({ service: name, dependency }) => [name, dependency] as const),
    ...service.dependsOn,
  ]);
}

function normaliseBuild(build: BuildSpec, variables: ReadonlyMap<string, string>): BuildSpec {
  const args = new Map<string, string>();
  for (const [name, value] of build.args) {
    // An argument without any value keeps the default of the Dockerfile.
    const known = value ?? variables.get(name);
    if (known !== undefined) args.set(name, known);
  }
  const dockerfile = build.dockerfile ?? (build.dockerfileInline === undefined ? 'Dockerfile' : undefined);
  return { ...build, args, ...(dockerfile === undefined ? {} : { dockerfile }) };
}

function named<Spec extends { readonly key: string; readonly name: string }>(
  spec: Spec,
  external: boolean,
  { projectName }: NormaliseContext,
): Spec {
  if (spec.name !== '') return spec;
  return { ...spec, name: external ? spec.key : `${projectName}_${spec.key}` };
}

function mapValues<From, To>(
  map: ReadonlyMap<string, From>,
  change: (value: From, key: string) => To,
): Map<string, To> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}
