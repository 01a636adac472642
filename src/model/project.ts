import type { Json } from './json.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { ConfigSpec, SecretSpec } from './secret-spec.ts';
import type { ServiceSpec } from './service-spec.ts';
import type { StringMap } from './string-map.ts';
import type { VolumeSpec } from './volume-spec.ts';

/**
 * What the user wants: the Compose files, merged, interpolated, validated and made canonical.
 *
 * Everything keyed by a text of the user's is a Map. A property that is absent was not written; an empty
 * collection and an absent one mean the same. Units are in the names.
 */
export interface Project {
  readonly name: string;
  /** Absolute; what relative paths of the files were resolved against. */
  readonly workingDir: string;
  /** Absolute, in the order given. `-` (standard input) stays as it is. */
  readonly configFiles: readonly string[];
  /** The env files named by `--env-file` or `COMPOSE_ENV_FILES`, absolute. A default `.env` is not listed. */
  readonly envFiles: readonly string[];
  /** The services that the active profiles enable. */
  readonly services: ReadonlyMap<string, ServiceSpec>;
  /** Declared, but switched off by their profiles, or not among the services that were asked for. */
  readonly disabledServices: ReadonlyMap<string, ServiceSpec>;
  readonly networks: ReadonlyMap<string, NetworkSpec>;
  readonly volumes: ReadonlyMap<string, VolumeSpec>;
  readonly secrets: ReadonlyMap<string, SecretSpec>;
  readonly configs: ReadonlyMap<string, ConfigSpec>;
  /** `models` as it was written, and `x-…` keys. */
  readonly extensions: ReadonlyMap<string, Json>;
  /** The environment and the env files: what programs of this machine get that the project has run. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Between the parts of the names of containers and built images, as docker-compose 1 had it. Absent: `-`. */
  readonly nameSeparator?: '_';
  /** `DOCKER_DEFAULT_PLATFORM`: for services that name none. */
  readonly defaultPlatform?: string;
  /** Variables that all containers have unless the files say otherwise: `HTTP_PROXY`. */
  readonly proxies?: StringMap;
  /** What stands in the file that an entry of `security_opt` names, by that entry. */
  readonly seccompProfiles?: StringMap;
  /** Absent: the project is known from labels only, which do not say what services are made of. */
  readonly describe?: DescribeService;
  /** Of a project that was put aside and cannot be described any more: the labels of what was made for it, by service. */
  readonly knownHashes?: ReadonlyMap<string, KnownHashes>;
}

export interface KnownHashes {
  readonly ours: readonly string[];
  /** As docker compose has them, who does not look at the content of files. */
  readonly theirs: readonly string[];
}

/**
 * Writes down what docker compose hashes of a service, to know whether it changed: `2.26` as the version does whose
 * labels we write, `today` as 5.x does.
 */
export type DescribeService = (
  service: ServiceSpec,
  form: '2.26' | 'today',
  defaultPlatform: string | undefined,
) => string;
