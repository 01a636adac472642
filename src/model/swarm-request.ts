import type { Sensitive } from '../util/sensitive.ts';
import type { HealthcheckRequest } from './container-request.ts';
import type { Json } from './json.ts';
import type { SwarmPlatform } from './swarm-image.ts';

/**
 * A service of a swarm, in the words of the engine's API. Durations in nanoseconds, sizes in bytes.
 *
 * Source: Docker Engine API v1.45, `POST /services/create`;
 * https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Service/operation/ServiceCreate.
 */
export interface SwarmServiceRequest {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly TaskTemplate: SwarmTaskRequest;
  readonly Mode: SwarmMode;
  readonly UpdateConfig?: SwarmUpdateRequest;
  readonly RollbackConfig?: SwarmUpdateRequest;
  readonly EndpointSpec?: SwarmEndpointRequest;
}

export interface SwarmTaskRequest {
  readonly ContainerSpec: SwarmContainerRequest;
  readonly Resources?: {
    readonly Limits?: SwarmResources & { readonly Pids?: number };
    readonly Reservations?: SwarmResources & { readonly GenericResources?: Json };
  };
  readonly RestartPolicy?: SwarmRestartRequest;
  readonly Placement?: SwarmPlacement;
  /** `Target`: the name of a network, which the swarm keeps as its id. */
  readonly Networks?: readonly SwarmAttachment[];
  readonly LogDriver?: { readonly Name: string; readonly Options?: Readonly<Record<string, string>> };
  readonly ForceUpdate?: number;
}

export interface SwarmContainerRequest {
  readonly Image: string;
  readonly Command?: readonly string[];
  readonly Args?: readonly string[];
  readonly Hostname?: string;
  readonly Env?: readonly string[];
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[];
  readonly Privileges?: SwarmPrivileges;
  readonly TTY?: boolean;
  readonly OpenStdin?: boolean;
  readonly ReadOnly?: boolean;
  readonly Init?: boolean;
  readonly StopSignal?: string;
  readonly StopGracePeriod?: number;
  readonly Healthcheck?: HealthcheckRequest;
  readonly Hosts?: readonly string[];
  readonly DNSConfig?: {
    readonly Nameservers?: readonly string[];
    readonly Search?: readonly string[];
    readonly Options?: readonly string[];
  };
  readonly Labels: Readonly<Record<string, string>>;
  readonly Mounts?: readonly SwarmMount[];
  readonly Secrets?: readonly SwarmSecretUse[];
  readonly Configs?: readonly SwarmConfigUse[];
  readonly Isolation?: string;
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly CapabilityAdd?: readonly string[];
  readonly CapabilityDrop?: readonly string[];
  readonly OomScoreAdj?: number;
  readonly Ulimits?: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
}

export interface SwarmPrivileges {
  readonly NoNewPrivileges?: boolean;
  readonly AppArmor?: { readonly Mode: 'disabled' };
  /** `Profile`: base64. */
  readonly Seccomp?: { readonly Mode: 'default' | 'unconfined' | 'custom'; readonly Profile?: string };
  readonly SELinuxContext?: {
    readonly Disable?: boolean;
    readonly User?: string;
    readonly Role?: string;
    readonly Type?: string;
    readonly Level?: string;
  };
  readonly CredentialSpec?: SwarmCredentials;
}

export interface SwarmCredentials {
  readonly File?: string;
  readonly Registry?: string;
}

export interface SwarmMount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly BindOptions?: { readonly Propagation?: string; readonly NonRecursive?: boolean };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Subpath?: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly DriverConfig?: { readonly Name?: string; readonly Options?: Readonly<Record<string, string>> };
  };
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}

export interface SwarmFile {
  readonly Name: string;
  readonly UID: string;
  readonly GID: string;
  readonly Mode: number;
}

/** The id is known when it is sent: the secret may be made by the same plan. */
interface SwarmSecretUse {
  readonly SecretName: string;
  readonly File: SwarmFile;
}

interface SwarmConfigUse {
  readonly ConfigName: string;
  readonly File: SwarmFile;
}

interface SwarmResources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
}

export interface SwarmRestartRequest {
  readonly Condition?: string;
  readonly Delay?: number;
  readonly MaxAttempts?: number;
  readonly Window?: number;
}

export interface SwarmPlacement {
  readonly Constraints?: readonly string[];
  readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[];
  readonly MaxReplicas?: number;
  readonly Platforms?: readonly SwarmPlatform[];
}

export interface SwarmAttachment {
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
}

export interface SwarmMode {
  readonly Replicated?: { readonly Replicas?: number };
  readonly Global?: Readonly<Record<string, never>>;
  readonly ReplicatedJob?: { readonly MaxConcurrent?: number; readonly TotalCompletions?: number };
  readonly GlobalJob?: Readonly<Record<string, never>>;
}

export interface SwarmUpdateRequest {
  readonly Parallelism?: number;
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio?: number;
  readonly Order?: string;
}

export interface SwarmEndpointRequest {
  readonly Mode?: string;
  readonly Ports?: readonly SwarmPort[];
}

export interface SwarmPort {
  readonly Protocol: string;
  readonly TargetPort: number;
  /** Absent: the swarm chooses one. */
  readonly PublishedPort?: number;
  readonly PublishMode: string;
}

/** A secret or a config as a swarm keeps it. Its content never changes: another content is another object. */
export interface SwarmFileRequest {
  readonly kind: 'secret' | 'config';
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Base64. Absent: a driver has the content. */
  readonly data?: Sensitive;
  readonly driver?: { readonly Name: string; readonly Options?: Readonly<Record<string, string>> };
  readonly templating?: string;
}
