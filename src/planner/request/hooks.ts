import { isJsonMap, type Json } from '../../model/json.ts';
import type { HookName } from '../../model/operation.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** A command that runs at a point in the life of a container. */
export interface Hook {
  /** Empty: what the image says. */
  readonly command: readonly string[];
  /** Of `pre_start` only; absent: that of the service. */
  readonly image?: string;
  readonly user?: string;
  readonly workingDir?: string;
  readonly privileged: boolean;
  /** `NAME=value`, in order. */
  readonly environment: readonly string[];
  readonly isPerReplica: boolean;
}

/** In the order in which they run. */
export function hooksOf(service: ServiceSpec, name: HookName): readonly Hook[] {
  const written = { pre_start: service.preStart, post_start: service.postStart, pre_stop: service.preStop };
  const list = written[name];
  if (!Array.isArray(list)) return [];
  const hooks: readonly Json[] = list;
  return hooks.flatMap(readHook);
}

function readHook(json: Json): readonly Hook[] {
  if (!isJsonMap(json)) return [];
  const { command, environment } = json;
  const words: readonly Json[] = Array.isArray(command) ? command : [];
  const variables = isJsonMap(environment) ? Object.entries(environment) : [];
  const text = (key: string): string | undefined => {
    const value = json[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [image, user, workingDir] = [text('image'), text('user'), text('working_dir')];
  return [
    {
      command: words.map(String),
      ...(image === undefined ? {} : { image }),
      ...(user === undefined ? {} : { user }),
      ...(workingDir === undefined ? {} : { workingDir }),
      privileged: json.privileged === true,
      // A name without a value is in no environment that the command could have it from.
      environment: variables.flatMap(([key, value]) => (value === null ? [] : [`${key}=${String(value)}`])),
      isPerReplica: json.per_replica === true,
    },
  ];
}
