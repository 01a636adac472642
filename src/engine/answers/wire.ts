/**
 * The members of the engine's answers that gantry reads. Empty lists and maps may be `null` (Go's nil), and engines other than
 * Docker's leave members out.
 *
 * Source: Docker Engine API v1.45, https://docs.docker.com/reference/api/engine/version/v1.45/.
 */
export interface ContainerListItem {
  readonly Id: string;
  /** `/name`, and `/other/alias` for each link to it. */
  readonly Names: readonly string[] | null;
  readonly Image: string;
  readonly ImageID: string;
  readonly Command: string;
  readonly Created: number;
  readonly Ports: readonly WirePort[] | null;
  readonly Labels: WireLabels;
  readonly State: string;
  readonly Status: string;
  /** Since API v1.52; before that, only the status text has it. */
  readonly Health?: { readonly Status?: string };
  readonly HostConfig?: { readonly NetworkMode?: string };
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, WireEndpoint>> | null };
  readonly Mounts?: readonly WireMount[] | null;
}

type WireLabels = Readonly<Record<string, string>> | null | undefined;
type WireOptions = Readonly<Record<string, string>> | null;

export interface WirePort {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

interface WireEndpoint {
  readonly NetworkID: string;
  readonly IPAddress?: string;
}

export interface WireMount {
  readonly Type: string;
  readonly Name?: string | undefined;
  readonly Source?: string;
  readonly Destination: string;
  readonly RW?: boolean | undefined;
}

export interface ContainerInspection {
  readonly Id: string;
  /** The id. */
  readonly Image?: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Restarting: boolean;
    readonly OOMKilled: boolean;
    readonly ExitCode: number;
    readonly Error?: string;
    readonly Pid?: number;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?:
      | {
          readonly Status: string;
          readonly FailingStreak: number;
          readonly Log?:
            | readonly { readonly Start?: string; readonly ExitCode: number; readonly Output: string }[]
            | null;
        }
      | null
      | undefined;
  };
  readonly Config: Readonly<Record<string, unknown>> & {
    readonly Image: string;
    readonly Labels?: WireLabels;
    readonly Tty?: boolean;
    readonly Healthcheck?: { readonly Test?: readonly string[] | null | undefined } | null | undefined;
  };
  readonly HostConfig: { readonly NetworkMode?: unknown } | Readonly<Record<string, unknown>>;
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
  };
  readonly Mounts?: readonly WireMount[] | null;
}

export interface NetworkListItem {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Labels?: WireLabels;
  readonly Options?: WireOptions | undefined;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  /** Since API v1.47. */
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  /** `swarm` or `local` */
  readonly Scope?: string;
  readonly IPAM?:
    | {
        readonly Driver?: string;
        readonly Options?: WireOptions | undefined;
        readonly Config?: readonly WirePool[] | null | undefined;
      }
    | null
    | undefined;
}

/** Members that were not requested are absent or empty. */
export interface WirePool {
  readonly Subnet?: string | undefined;
  readonly IPRange?: string | undefined;
  readonly Gateway?: string | undefined;
  readonly AuxiliaryAddresses?: Readonly<Record<string, string | undefined>> | null | undefined;
}

export interface VolumeListItem {
  readonly Name: string;
  readonly Driver: string;
  readonly Labels: WireLabels;
  readonly Options?: WireOptions;
  readonly Mountpoint?: string;
  readonly CreatedAt?: string;
  readonly Scope?: string;
}

export interface ImageListItem {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null | undefined;
  readonly RepoDigests?: readonly string[] | null | undefined;
}

export interface ImageInspection {
  readonly Id: string;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string | undefined;
  readonly Size?: number;
  readonly RootFS?: { readonly Layers?: readonly string[] | null | undefined } | null | undefined;
  /** The zero time of Go when the engine does not know. */
  readonly Metadata?: { readonly LastTagTime?: string } | null;
  readonly Config?: {
    readonly Env?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    /** A list; the types of dockerode say that it may be a text. */
    readonly Entrypoint?: readonly string[] | string | null | undefined;
    readonly Labels?: WireLabels;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
    readonly WorkingDir?: string;
    readonly User?: string;
    readonly StopSignal?: string;
    readonly Healthcheck?: { readonly Test?: readonly string[] | null | undefined } | null | undefined;
  } | null;
}

export interface EventMessage {
  readonly Type?: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> | null };
  readonly time: number;
  readonly timeNano?: number;
}

/** One line of the answer to a pull or a build. */
export interface ProgressMessage {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number } | null;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
  readonly aux?: unknown;
}
