import type { StepId } from '../../model/ids.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { VariablesSource } from '../../model/operation.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { UpContext } from '../snapshot/up-context.ts';

/** A model as one service uses it. */
interface UsedModel {
  /** Of the top-level `models`. */
  readonly key: string;
  /** The variables in which the service finds its name, and where it answers. */
  readonly modelVariable: string;
  readonly urlVariable: string;
}

export function modelsOf({ models }: ServiceSpec): readonly UsedModel[] {
  if (!isJsonMap(models)) return [];
  return Object.entries(models).map(([key, settings]) => {
    const prefix = key.toUpperCase().replaceAll('-', '_');
    const named = isJsonMap(settings) ? settings : {};
    return {
      key,
      modelVariable: textOr(named.model_var, `${prefix}_MODEL`),
      urlVariable: textOr(named.endpoint_var, `${prefix}_URL`),
    };
  });
}

const textOr = (json: Json | undefined, otherwise: string): string =>
  typeof json === 'string' && json !== '' ? json : otherwise;

/** Has the models pulled and configured that the services use, each once. @returns the steps, by key. */
export function planModels({ project, services }: UpContext, plan: PlanBuilder): ReadonlyMap<string, StepId> {
  const users = new Map<string, string[]>();
  for (const service of services)
    for (const { key } of modelsOf(service)) users.set(key, [...(users.get(key) ?? []), service.name]);
  const declared = project.extensions.get('models');
  return new Map(
    byKey(users).flatMap(([key, names]) => {
      const spec = isJsonMap(declared) ? declared[key] : undefined;
      if (!isJsonMap(spec)) return [];
      const { model, context_size: contextSize, runtime_flags: flags } = spec;
      const words: readonly Json[] = Array.isArray(flags) ? flags : [];
      const step = plan.add({
        operation: {
          kind: 'prepare-model',
          key,
          model: String(model),
          ...(typeof contextSize === 'number' ? { contextSize } : {}),
          runtimeFlags: words.map(String),
          services: names,
          environment: project.variables ?? new Map(),
        },
        cause: { kind: 'needed-by', service: names.join(', ') },
      });
      return [[key, step] as const];
    }),
  );
}

/** Where the variables of a service come from that tell it of its models. */
export const modelVariables = (
  steps: ReadonlyMap<string, StepId>,
  service: ServiceSpec,
): readonly VariablesSource[] =>
  modelsOf(service).flatMap(({ key, modelVariable, urlVariable }) => {
    const step = steps.get(key);
    return step === undefined ? [] : [{ step, names: { MODEL: modelVariable, URL: urlVariable } }];
  });
