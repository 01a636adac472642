import type { Instance } from './instance.ts';
import type { Json } from './json.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { RemoteFiles, RemoteVariable } from './remote-files.ts';
import type { Secrecy } from './secrecy.ts';
import type { ConfigSpec, SecretSpec } from './secret-spec.ts';
import type { ServiceSpec } from './service-spec.ts';
import type { StringMap } from './string-map.ts';
import type { TakenImage } from './taken-image.ts';
import type { VolumeSpec } from './volume-spec.ts';

/**
 * The desired state: the Compose files, merged, interpolated, validated and made canonical.
 *
 * Everything keyed by a text of the user's is a Map. A property that is absent was not written; an empty
 * collection and an absent one mean the same. Units are in the names.
 */
export interface Project {
  /** `labels`: it is known only from what the engine has, which does not say what services are made of. */
  readonly origin: 'files' | 'labels';
  /** The number of the release that says what it is made of. Absent: the files do. */
  readonly release?: number;
  readonly name: string;
  /** Absent: it is the project that the files describe, and no copy. */
  readonly instance?: Instance;
  /** Absolute; the base of relative paths in the files. */
  readonly workingDir: string;
  /** Absolute, in the order given. `-` (standard input) stays as it is. */
  readonly configFiles: readonly string[];
  /** The env files named by `--env-file` or `COMPOSE_ENV_FILES`, absolute. A default `.env` is not listed. */
  readonly envFiles: readonly string[];
  /** The files that come from another machine. Absent: all are of this one. */
  readonly remotes?: readonly RemoteFiles[];
  /** The variables of the user that those files ask for, by name. */
  readonly remoteVariables?: readonly RemoteVariable[];
  /** The services that the active profiles enable. */
  readonly services: ReadonlyMap<string, ServiceSpec>;
  /** Declared, but switched off by their profiles, or not selected. */
  readonly disabledServices: ReadonlyMap<string, ServiceSpec>;
  readonly networks: ReadonlyMap<string, NetworkSpec>;
  readonly volumes: ReadonlyMap<string, VolumeSpec>;
  readonly secrets: ReadonlyMap<string, SecretSpec>;
  readonly configs: ReadonlyMap<string, ConfigSpec>;
  /** `models` as it was written, and `x-…` keys. */
  readonly extensions: ReadonlyMap<string, Json>;
  /** The environment and the env files, for programs of this machine that the project runs. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Absent: of a project that was not loaded from files. */
  readonly secrecy?: Secrecy;
  /** The separator in names of containers and built images (`_` as in docker-compose 1). Absent: `-`. */
  readonly nameSeparator?: '_';
  /** `DOCKER_DEFAULT_PLATFORM`, for services without a platform. */
  readonly defaultPlatform?: string;
  /** Variables that all containers have unless the files say otherwise: `HTTP_PROXY`. */
  readonly proxies?: StringMap;
  /** The content of the seccomp profiles, by the entry of `security_opt` that names the file. */
  readonly seccompProfiles?: StringMap;
  /** What builds take of each other's images as their Dockerfiles say, by service. Absent: nobody has read these. */
  readonly takenImages?: ReadonlyMap<string, readonly TakenImage[]>;
  /** The config hashes of a recorded project, by service: its sealed values cannot be hashed again. */
  readonly knownHashes?: ReadonlyMap<string, KnownHashes>;
}

export interface KnownHashes {
  readonly ours: readonly string[];
  /** As docker compose computes them, without the content of files. */
  readonly theirs: readonly string[];
}

/** As the version of docker compose writes services down whose labels we write, or as 5.x does. */
export type HashForm = '2.26' | 'today';

/**
 * Serialises a service as docker compose hashes it. The planner is given one, because only `spec` knows how services are
 * written.
 */
export type DescribeService = (
  service: ServiceSpec,
  form: HashForm,
  defaultPlatform: string | undefined,
) => string;
