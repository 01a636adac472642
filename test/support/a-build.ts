import type { BuildSpec } from '../../src/model/build-spec.ts';

export function aBuild(overrides: Partial<BuildSpec> = {}): BuildSpec {
  return {
    context: '/app',
    args: new Map(),
    additionalContexts: new Map(),
    cacheFrom: [],
    cacheTo: [],
    entitlements: [],
    extraHosts: [],
    labels: new Map(),
    noCacheFilter: [],
    platforms: [],
    secrets: [],
    ssh: new Map(),
    tags: [],
    ulimits: new Map(),
    extensions: new Map(),
    ...overrides,
  };
}
