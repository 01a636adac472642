import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';

export interface VolumeSpec {
  readonly key: string;
  readonly name: string;
  readonly external: boolean;
  readonly driver?: string;
  readonly driverOpts: StringMap;
  readonly labels: StringMap;
  readonly extensions: ReadonlyMap<string, Json>;
}
