import type { StepId } from '../../model/ids.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { Inspection, ObservedContainer } from '../../model/observed.ts';
import type { Operation, VariablesSource } from '../../model/operation.ts';
import type { Cause, Resource } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { Sensitive } from '../../util/sensitive.ts';
import { anyOf, type When } from '../graph/guards.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { DesiredContainer, RequestedContainer } from '../request/create-request.ts';
import type { Inspected, UpContext } from '../snapshot/up-context.ts';
import { modelsOf, modelVariables } from './models.ts';
import type { PlannedServices } from './planned-services.ts';

/** The steps that give services variables. */
interface VariableWork extends Pick<PlannedServices, 'providers'> {
  /** By key: the step that prepares a model. */
  readonly models: ReadonlyMap<string, StepId>;
}

/** Asks the program that is behind a service to make, stop or remove it; undefined: it is made of containers. */
function providerOperation(
  project: Project,
  { name, provider }: ServiceSpec,
  verb: 'up' | 'stop' | 'down',
): Operation | undefined {
  if (!isJsonMap(provider)) return undefined;
  const { type, options } = provider;
  return {
    kind: 'run-provider',
    service: name,
    verb,
    type: String(type),
    options: isJsonMap(options) ? Object.entries(options).map(([key, value]) => [key, textsOf(value)]) : [],
    project: project.name,
    environment: project.variables ?? new Map(),
  };
}

function textsOf(value: Json): readonly string[] {
  const values: readonly Json[] = Array.isArray(value) ? value : [value];
  return values.map(String);
}

/** Runs the program of a provider once what the service depends on is there. Whether it has something to do it knows itself. */
export function planProvider(
  { context, plan }: { readonly context: UpContext; readonly plan: PlanBuilder },
  service: ServiceSpec,
  after: readonly StepId[],
): StepId | undefined {
  const operation = providerOperation(context.project, service, 'up');
  return operation && plan.add({ operation, cause: { kind: 'requested', by: 'up' }, after });
}

/** Stops or removes what a provider made, if the service has one. One that a profile switches off made nothing. */
export function addProviderStep(
  plan: PlanBuilder,
  project: Project,
  name: string,
  {
    verb,
    cause,
    after,
  }: { readonly verb: 'stop' | 'down'; readonly cause: Cause; readonly after: readonly StepId[] },
): StepId | undefined {
  const service = project.services.get(name);
  const operation = service && providerOperation(project, service, verb);
  return operation && plan.add({ operation, cause, after });
}

/** The providers that a service depends on: these give it variables. */
export const providersOf = (
  { services, disabledServices }: Project,
  { dependsOn, leftOutDependencies = new Map() }: ServiceSpec,
): readonly string[] =>
  byKey(new Map([...dependsOn, ...leftOutDependencies])).flatMap(([name]) =>
    (services.get(name) ?? disabledServices.get(name))?.provider === undefined ? [] : [name],
  );

/** What gives a service variables, the first of them when there are several. */
export function providedBy(project: Project, service: ServiceSpec): Resource {
  const [provider] = providersOf(project, service);
  if (provider !== undefined) return { kind: 'service', name: provider };
  return { kind: 'model', name: modelsOf(service)[0]?.key ?? '' };
}

/** Where the variables of a service come from that only a step of the plan knows. */
export const variableSources = (
  { context, providers, models }: VariableWork & { readonly context: UpContext },
  service: ServiceSpec,
): readonly VariablesSource[] => [
  ...providersOf(context.project, service).flatMap((name) => {
    const step = providers.get(name);
    return step === undefined ? [] : [{ step }];
  }),
  ...modelVariables(models, service),
];

/** How the variables begin that a provider gives to what depends on it. */
export const prefixOf = (provider: string): string => `${provider.toUpperCase()}_`;

/** It is replaced if a provider gives it other variables than it has. */
export function whenProvidedVariablesChange(
  { context, inspections, providers, models }: VariableWork & Inspected,
  have: ObservedContainer,
  desired: DesiredContainer,
): When {
  const { service } = desired;
  const inspection = inspections.get(have.id);
  if (!inspection) return 'never';
  const live = variablesOf(inspection.container.settings.Env);
  const known = variablesOf([
    ...(inspection.image?.env ?? []),
    ...(context.requested(desired).request.Env ?? []),
  ]);
  const has = new Map([...live].map(([name, value]) => [name, new Sensitive(value)]));
  const provided = providersOf(context.project, service).flatMap((name) => {
    const step = providers.get(name);
    if (step === undefined) return [];
    const gave = [...live.keys()].filter((key) => key.startsWith(prefixOf(name)) && !known.has(key));
    return [{ source: { step }, has, gave }];
  });
  const fromModels = modelVariables(models, service).map((source) => ({ source, has, gave: [] }));
  return anyOf([...provided, ...fromModels]);
}

/**
 * Without the variables that providers may have given it, which no file tells of. What has the right hash was made for
 * these files, so all that it has beyond them is theirs.
 */
export function withoutProvided(
  project: Project,
  { service, request }: RequestedContainer,
  hasSameHash: boolean,
  inspection: Inspection,
): Inspection {
  const providers = providersOf(project, service);
  const ofModels = modelsOf(service).flatMap((model) => [model.modelVariable, model.urlVariable]);
  if (providers.length + ofModels.length === 0) return inspection;
  const { container, image } = inspection;
  const known = variablesOf([...(image?.env ?? []), ...(request.Env ?? [])]);
  const isTheirs = (name: string): boolean =>
    !known.has(name) &&
    (hasSameHash ||
      ofModels.includes(name) ||
      providers.some((provider) => name.startsWith(prefixOf(provider))));
  const env = container.settings.Env?.filter((entry) => !isTheirs(entry.split('=', 1)[0] ?? ''));
  return {
    ...inspection,
    container: { ...container, settings: { ...container.settings, ...(env ? { Env: env } : {}) } },
  };
}

function variablesOf(env: readonly string[] = []): ReadonlyMap<string, string> {
  return new Map(
    env.flatMap((entry) => {
      const equals = entry.indexOf('=');
      return equals < 0 ? [] : [[entry.slice(0, equals), entry.slice(equals + 1)] as const];
    }),
  );
}
