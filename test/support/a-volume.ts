import type { VolumeSpec } from '../../src/model/volume-spec.ts';

export function aVolume(key: string, overrides: Partial<VolumeSpec> = {}): VolumeSpec {
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
