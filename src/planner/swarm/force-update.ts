import { isJsonMap, type JsonMap } from '../../model/json.ts';

/** A number that differs makes new tasks of the same. */
export function forceUpdate(spec: JsonMap): JsonMap {
  const template = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
  return { ...spec, TaskTemplate: { ...template, ForceUpdate: Number(template.ForceUpdate ?? 0) + 1 } };
}
