import type { Transport } from '../connection/transport.ts';

interface DiskUsage {
  readonly Volumes?:
    | readonly {
        readonly Name: string;
        /** -1: not known. */
        readonly UsageData?: { readonly Size: number } | null;
      }[]
    | null;
}

/** In bytes, by name. Slow: the engine reads through all files of all volumes. */
export async function volumeSizes(transport: Transport): Promise<ReadonlyMap<string, number>> {
  const { Volumes } = await transport.json<DiskUsage>({
    method: 'GET',
    path: '/system/df',
    query: { type: 'volume' },
  });
  return new Map(
    (Volumes ?? []).flatMap(({ Name, UsageData }) =>
      UsageData && UsageData.Size >= 0 ? [[Name, UsageData.Size] as const] : [],
    ),
  );
}
