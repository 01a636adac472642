import type { NetworkSpec } from '../../src/model/network-spec.ts';

export function aNetwork(key: string, overrides: Partial<NetworkSpec> = {}): NetworkSpec {
  return {
    key,
    name: `app_${key}`,
    external: false,
    driverOpts: new Map(),
    labels: new Map(),
    extensions: new Map(),
    ...overrides,
  };
}
