import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';

export interface NetworkSpec {
  readonly key: string;
  /** The name on the engine. */
  readonly name: string;
  readonly external: boolean;
  readonly driver?: string;
  readonly driverOpts: StringMap;
  readonly ipam?: IpamSpec;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly enableIpv4?: boolean;
  readonly enableIpv6?: boolean;
  readonly labels: StringMap;
  readonly extensions: ReadonlyMap<string, Json>;
}

export interface IpamSpec {
  readonly driver?: string;
  readonly pools: readonly IpamPool[];
  readonly options: StringMap;
}

export interface IpamPool {
  readonly subnet?: string;
  readonly ipRange?: string;
  readonly gateway?: string;
  readonly auxAddresses: StringMap;
}
