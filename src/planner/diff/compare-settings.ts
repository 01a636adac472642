import type { HostConfig } from '../../model/container-request.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Inspection } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { DesiredContainer, RequestedContainer } from '../request/create-request.ts';
import { isNetworkName } from '../request/network-names.ts';
import { change } from './change.ts';
import { compareMounts } from './compare-mounts.ts';
import { compareEndpoints, comparePorts } from './compare-network.ts';
import { compareProcess } from './compare-process.ts';
import { compareSecurity } from './compare-security.ts';
import { type ForeignContainers, withForeignIds } from './foreign-containers.ts';
import { isCompared, SETTINGS, type Setting } from './settings-table.ts';
import { shortIds, showBytes, showOptions, showValue } from './show-value.ts';

/** The container of another service that a reference means now; undefined: there is none yet. */
type PeerId = (service: string) => ContainerId | undefined;

/** A change that is there, but that we have no word for. */
export const UNNAMED = change('configuration', undefined, undefined);

/**
 * What a container has that differs from what is wanted, in the words of the Compose file. What the image or the
 * engine fills in is no difference, nor what they may have filled in for all we know (see `removedSettings`).
 */
export function compareSettings(
  { container, image }: Inspection,
  requested: RequestedContainer,
  peerId: PeerId,
  foreign: ForeignContainers = new Map(),
): readonly FieldChange[] {
  const have = container.settings.HostConfig;
  const { request } = requested;
  const want = withPeers(withForeignIds(request.HostConfig, have, foreign), requested, peerId);
  const changes = [
    ...compareProcess(container, image, request),
    ...comparePorts(container, image, request),
    ...SETTINGS.flatMap((setting) => compareSetting(setting, have, want)),
    ...compareLogging(have, want),
    ...compareSecurity(have, want),
    ...compareNetworkMode(have, want),
    ...compareRestart(have, want),
    ...compareSwap(have, want),
    ...compareMounts(withoutCopies(have, requested), image, want),
    ...compareEndpoints(container, request),
  ];
  return changes.length === 0 && hasUnknown(have, want) ? [UNNAMED] : changes;
}

/** Whether it matters that a file is mounted which is to be copied, the content of files decides. */
function withoutCopies({ Mounts, ...have }: HostConfig, { copies }: RequestedContainer): HostConfig {
  if (!Mounts || copies.size === 0) return Mounts ? { ...have, Mounts } : have;
  const kept = Mounts.filter(({ Type, Source, Target }) => Type !== 'bind' || copies.get(Target) !== Source);
  return { ...have, Mounts: kept };
}

/** Anonymous namespaces of peers are compared by the id that they have now. */
function withPeers(asked: HostConfig, { references }: DesiredContainer, peerId: PeerId): HostConfig {
  let config = asked;
  for (const { field, template, service } of references) {
    const id = peerId(service);
    // Where there is none yet: as the file says it.
    const text = id === undefined ? `service:${service}` : template.replace('{}', id);
    const list = field === 'VolumesFrom' || field === 'Links' ? [...(config[field] ?? []), text] : undefined;
    config = { ...config, [field]: list ?? text };
  }
  return config;
}

function compareSetting(
  { key, field, default: byDefault, unordered = false }: Setting,
  have: HostConfig,
  want: HostConfig,
): readonly FieldChange[] {
  const [from, to] = [normal(have[key], unordered), normal(want[key], unordered)];
  if (from === to) return [];
  if (Array.isArray(byDefault)) {
    const isDefault = (text: string | undefined): boolean => text === undefined || byDefault.includes(text);
    if (isDefault(from) && isDefault(to)) return [];
  }
  // Nothing tells what the engine fills in: what is there is taken to be that.
  if (byDefault === 'engine' && to === undefined) return [];
  return [change(field, shown(key, from), shown(key, to))];
}

/** In the units of the Compose file. */
function shown(key: keyof HostConfig, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const amount = Number(text);
  if (!Number.isSafeInteger(amount)) return shortIds(text);
  if (key === 'NanoCpus') return String(amount / 1e9);
  if (key === 'CpuPercent') return String(amount / 100);
  return IN_BYTES.has(key) && amount > 0 ? showBytes(amount) : text;
}

const IN_BYTES: ReadonlySet<keyof HostConfig> = new Set(['Memory', 'MemoryReservation', 'ShmSize']);

/** An engine may be configured to fill in a driver and options of its own. */
function compareLogging(have: HostConfig, want: HostConfig): readonly FieldChange[] {
  const [from, to] = [have.LogConfig, want.LogConfig];
  if (!to) return [];
  const sameDriver = to.Type === '' || to.Type === from?.Type;
  if (sameDriver && stableJson(from?.Config ?? {}) === stableJson(to.Config)) return [];
  const show = ({ Type, Config }: NonNullable<HostConfig['LogConfig']>): string =>
    `${Type} ${showOptions(Config)}`.trim();
  return [change('logging', from && show(from), show(to))];
}

/** Absent, 0, '', false and empty are one for the engine. */
function normal(value: unknown, unordered: boolean): string | undefined {
  if (value === undefined || value === null || value === 0 || value === '' || value === false)
    return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    const items = value.map((item: unknown) => showValue(item));
    return (unordered ? items.sort() : items).join(', ');
  }
  const text = showValue(value);
  return text === '{}' ? undefined : text;
}

/**
 * Between networks of the file it says nothing that the attachments do not say: only which of them came first when
 * the container was made.
 */
function compareNetworkMode(have: HostConfig, want: HostConfig): readonly FieldChange[] {
  const mode = ({ NetworkMode = '' }: HostConfig): string =>
    NetworkMode === 'default' || NetworkMode === 'bridge' ? '' : NetworkMode;
  const [from, to] = [mode(have), mode(want)];
  if (from === to || (isNetworkName(from) && isNetworkName(to))) return [];
  return [change('network_mode', shortIds(from) || undefined, shortIds(to) || undefined)];
}

function compareRestart(have: HostConfig, want: HostConfig): readonly FieldChange[] {
  const show = ({ RestartPolicy: policy }: HostConfig): string => {
    const name = policy?.Name || 'no';
    return policy?.MaximumRetryCount ? `${name}:${policy.MaximumRetryCount}` : name;
  };
  return show(have) === show(want) ? [] : [change('restart', show(have), show(want))];
}

/** What an engine sets where the kernel cannot limit swap. */
const NO_SWAP_LIMIT = -1;

/** An engine that is told a limit only allows as much swap again. */
function compareSwap(have: HostConfig, want: HostConfig): readonly FieldChange[] {
  const byDefault = (want.Memory ?? 0) * 2;
  const [from, to] = [have.MemorySwap || byDefault, want.MemorySwap || byDefault];
  // A change of the limit moves the default too, and is told by itself.
  const follows = !want.MemorySwap && (from === (have.Memory ?? 0) * 2 || from === NO_SWAP_LIMIT);
  return from === to || follows ? [] : [change('memswap_limit', showSwap(from), showSwap(to))];
}

const showSwap = (amount: number): string | undefined => {
  if (amount === 0) return undefined;
  return amount > 0 ? showBytes(amount) : String(amount);
};

function hasUnknown(have: HostConfig, want: HostConfig): boolean {
  const own = new Map(Object.entries(have));
  return Object.entries(want).some(
    ([key, value]) => !isCompared(key) && stableJson(own.get(key)) !== stableJson(value),
  );
}
