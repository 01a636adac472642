import type { VolumeRequest } from './container-request.ts';
import type { ImageId } from './ids.ts';
import { LABEL } from './labels.ts';

/** What makes a project a copy of its files with a name of its own, beside the project itself. */
export interface Instance {
  /** `review` */
  readonly name: string;
  /** The name of the project that the files describe: `shop`, where the instance is the project `shop-review`. */
  readonly of: string;
  /** Who builds the images that the files name, by that name: Dockerfiles know no instance. */
  readonly builders?: ReadonlyMap<string, string>;
  /** When it may be removed, by the clock of the engine: ISO 8601. Absent: never. */
  readonly expires?: string;
  /** How long it lives from the last `up` on. */
  readonly ttlSeconds?: number;
  /** Whose end is its end. Absent: nobody's. */
  readonly owner?: InstanceOwner;
}

/** A process of some machine. Its number alone is soon another's, so the boot and the start of the process are part of it. */
export interface InstanceOwner {
  readonly host: string;
  /** `/proc/sys/kernel/random/boot_id` */
  readonly bootId: string;
  readonly pid: number;
  /** In ticks since the boot, as `/proc/PID/stat` has it. */
  readonly startTime: string;
}

/** An instance that nobody waits for any more. */
export interface EndedInstance {
  /** The name of its project on the engine. */
  readonly project: string;
  readonly instance: string;
  readonly of: string;
  readonly why:
    | { readonly kind: 'expired'; readonly expires: string }
    | { readonly kind: 'owner-gone'; readonly owner: InstanceOwner };
}

/** A name that an instance gave to an image which it has built, or the id of one without a name. */
export interface BuiltImage {
  readonly image: string;
  readonly id: ImageId;
  readonly service: string;
}

type Labels = Readonly<Record<string, string>>;

/** Which instance it is; the rest of it changes. */
export type InstanceIdentity = Pick<Instance, 'name' | 'of'>;

/** On everything that an instance has on the engine. Of a project that is none: nothing. */
export const identityLabels = (instance: InstanceIdentity | undefined): Labels =>
  instance ? { [LABEL.instance]: instance.name, [LABEL.instanceOf]: instance.of } : {};

/** Whether something belongs to this instance, or, without one, to no instance. A name alone does not tell: `shop-a` may be either. */
export const isOfInstance = (labels: Labels, instance: InstanceIdentity | undefined): boolean =>
  labels[LABEL.instance] === instance?.name && labels[LABEL.instanceOf] === instance?.of;

/**
 * Until when an instance lives, by all that it has on the engine: as its markers say, else what was made last. undefined: nothing says.
 */
export function latestExpiry(
  labels: readonly Labels[],
): { readonly expires: string; readonly ttlSeconds?: number } | undefined {
  let latest: { readonly ms: number; readonly expires: string; readonly ttl: number } | undefined;
  const markers = labels.filter((own) => isExpiryMarker({ labels: own }));
  const telling = markers.length > 0 ? markers : labels;
  for (const { [LABEL.instanceExpires]: expires, [LABEL.instanceTtl]: ttl } of telling) {
    const ms = Date.parse(expires ?? '');
    if (expires === undefined || Number.isNaN(ms) || (latest && latest.ms >= ms)) continue;
    latest = { ms, expires, ttl: Number(ttl) };
  }
  if (!latest) return undefined;
  return { expires: latest.expires, ...(latest.ttl > 0 && { ttlSeconds: latest.ttl }) };
}

/** An empty volume that says until when an instance lives. Another one takes its place when that is later. */
export function expiryMarker(project: string, instance: Instance): VolumeRequest {
  const { expires = '', ttlSeconds, owner } = instance;
  return {
    Name: `${project}_expires_${Math.floor(Date.parse(expires) / 1000)}`,
    Labels: {
      [LABEL.project]: project,
      ...identityLabels(instance),
      [LABEL.instanceMarker]: 'true',
      [LABEL.instanceExpires]: expires,
      ...(ttlSeconds !== undefined && { [LABEL.instanceTtl]: String(ttlSeconds) }),
      ...(owner && { [LABEL.instanceOwner]: ownerText(owner) }),
    },
  };
}

export const isExpiryMarker = ({ labels }: { readonly labels: Labels }): boolean =>
  labels[LABEL.instanceMarker] !== undefined;

/** The name of the project that an instance is. */
export const instanceProject = (project: string, instance: string): string => `${project}-${instance}`;

export const ownerText = ({ host, bootId, pid, startTime }: InstanceOwner): string =>
  [host, bootId, pid, startTime].join(' ');

/** undefined: nobody wrote that. */
export function readOwner(text: string): InstanceOwner | undefined {
  const [, host, bootId, pid, startTime] = /^(\S+) (\S+) (\d+) (\S+)$/.exec(text) ?? [];
  if (host === undefined || bootId === undefined || startTime === undefined) return undefined;
  return { host, bootId, pid: Number(pid), startTime };
}
