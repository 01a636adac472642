import type { VolumeSpec } from '../../src/model/project.ts';

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
