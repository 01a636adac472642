import type { DiskUsage } from '../port/engine-answers.ts';

/** The members of `GET /system/df` that gantry reads. Source: Docker Engine API v1.45; a size is -1 if it is unknown. */
export interface WireDiskUsage {
  readonly LayersSize?: number;
  readonly Containers?: readonly { readonly SizeRw?: number }[] | null;
  readonly Volumes?: readonly { readonly UsageData?: { readonly Size?: number } | null }[] | null;
  readonly BuildCache?: readonly { readonly Size?: number; readonly Shared?: boolean }[] | null;
}

export function readDiskUsage(usage: WireDiskUsage): DiskUsage {
  const caches = (usage.BuildCache ?? []).filter(({ Shared }) => !Shared);
  return {
    images: usage.LayersSize ?? 0,
    containers: sum((usage.Containers ?? []).map(({ SizeRw }) => SizeRw)),
    volumes: sum((usage.Volumes ?? []).map(({ UsageData }) => UsageData?.Size)),
    buildCache: sum(caches.map(({ Size }) => Size)),
  };
}

function sum(sizes: readonly (number | undefined)[]): number {
  return sizes.reduce<number>((total, size = 0) => total + Math.max(0, size), 0);
}
