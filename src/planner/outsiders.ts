import type { HostConfig } from '../model/container-request.ts';
import type { ContainerId } from '../model/ids.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { FieldChange } from '../model/plan.ts';
import type { Project, ServiceSpec } from '../model/project.ts';
import { change } from './change.ts';
import { shortIds } from './show-value.ts';

/** By the names that the files have. Absent: nobody looked, or the engine has none. */
export type Outsiders = ReadonlyMap<string, ContainerId>;

const CONTAINER = 'container:';

/** The container of somebody else whose namespace is meant: `container:NAME`. */
const outsiderOf = (mode: string | undefined): string | undefined =>
  mode?.startsWith(CONTAINER) ? mode.slice(CONTAINER.length) : undefined;

/** The containers outside of the project whose namespaces its services share, each once. */
export function outsidersOf(project: Project): readonly string[] {
  const names = [...project.services.values()].flatMap(({ networkMode, ipc, pid }) =>
    [networkMode, ipc, pid].flatMap((mode) => outsiderOf(mode) ?? []),
  );
  return [...new Set(names)].sort();
}

/** Only an inspection tells whose processes or memory a container shares; whose network, lists do. */
export const sharesUnlisted = ({ ipc, pid }: ServiceSpec, outsiders: Outsiders): boolean =>
  [ipc, pid].some((mode) => outsiders.has(outsiderOf(mode) ?? ''));

/** Another container bears the name now: the namespace that this one joined is nobody's any more. */
export function diffOutsider(
  { networkMode: have }: ObservedContainer,
  { networkMode }: ServiceSpec,
  outsiders: Outsiders,
): readonly FieldChange[] {
  const id = outsiders.get(outsiderOf(networkMode) ?? '');
  if (id === undefined || outsiderOf(have) === undefined || have === CONTAINER + id) return [];
  return [change('network_mode', shortIds(have ?? ''), shortIds(CONTAINER + id))];
}

/** As the engine has it, which keeps the ids that the names stood for; what no one can tell is as it is. */
export function withOutsiderIds(want: HostConfig, have: HostConfig, outsiders: Outsiders): HostConfig {
  let config = want;
  for (const field of ['NetworkMode', 'IpcMode', 'PidMode'] as const) {
    const name = outsiderOf(want[field]);
    if (name === undefined) continue;
    const id = outsiders.get(name);
    const text = id === undefined ? have[field] : CONTAINER + id;
    if (outsiderOf(text) !== undefined) config = { ...config, [field]: text };
  }
  return config;
}
