import type { NetworkSpec } from '../../src/model/network-spec.ts';
import type { Project } from '../../src/model/project.ts';
import type { SecretSpec } from '../../src/model/secret-spec.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { VolumeSpec } from '../../src/model/volume-spec.ts';

interface Parts {
  readonly name?: string;
  readonly services?: readonly ServiceSpec[];
  readonly disabledServices?: readonly ServiceSpec[];
  readonly networks?: readonly NetworkSpec[];
  readonly volumes?: readonly VolumeSpec[];
  readonly secrets?: readonly SecretSpec[];
  readonly configs?: readonly SecretSpec[];
}

/** A project called `app`. */
export function aProject(parts: Parts = {}): Project {
  const named = <Item extends { readonly name: string }>(items: readonly Item[] = []) =>
    new Map(items.map((item) => [item.name, item]));
  const keyed = <Item extends { readonly key: string }>(items: readonly Item[] = []) =>
    new Map(items.map((item) => [item.key, item]));
  return {
    origin: 'files',
    name: parts.name ?? 'app',
    workingDir: '/app',
    configFiles: ['/app/compose.yaml'],
    envFiles: [],
    services: named(parts.services),
    disabledServices: named(parts.disabledServices),
    networks: keyed(parts.networks),
    volumes: keyed(parts.volumes),
    secrets: keyed(parts.secrets),
    configs: keyed(parts.configs),
    extensions: new Map(),
  };
}
