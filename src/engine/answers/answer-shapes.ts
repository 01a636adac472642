import {
  amount,
  either,
  flag,
  listOf,
  type Misfit,
  mapOf,
  maybe,
  optional,
  orNull,
  record,
  type Shape,
  text,
} from './shape.ts';

const labels = maybe(mapOf(text));
const mount = record({ Type: text, Name: maybe(text), Source: maybe(text), Destination: text });
const healthcheck = maybe(record({ Test: maybe(listOf(text)) }));

/** The forms that the types in `wire.ts` promise, of what `read-*.ts` cannot do without. */
const CONTAINER = record({
  Id: text,
  Names: orNull(listOf(text)),
  Image: text,
  ImageID: text,
  Command: maybe(text),
  Created: amount,
  Ports: maybe(
    listOf(record({ IP: maybe(text), PrivatePort: amount, PublicPort: maybe(amount), Type: text })),
  ),
  Labels: labels,
  State: text,
  Status: text,
  Health: maybe(record({ Status: maybe(text) })),
  HostConfig: maybe(record({ NetworkMode: maybe(text) })),
  NetworkSettings: maybe(
    record({ Networks: maybe(mapOf(record({ NetworkID: text, IPAddress: maybe(text) }))) }),
  ),
  Mounts: maybe(listOf(mount)),
});

const probe = record({ Start: maybe(text), ExitCode: amount, Output: text });

const INSPECTION = record({
  Id: text,
  Image: maybe(text),
  Name: text,
  RestartCount: maybe(amount),
  State: record({
    Status: text,
    Restarting: maybe(flag),
    OOMKilled: maybe(flag),
    ExitCode: amount,
    Error: maybe(text),
    Pid: maybe(amount),
    StartedAt: text,
    FinishedAt: text,
    Health: maybe(record({ Status: text, FailingStreak: maybe(amount), Log: maybe(listOf(probe)) })),
  }),
  Config: record({
    Image: text,
    Labels: labels,
    Tty: maybe(flag),
    Env: maybe(listOf(text)),
    Healthcheck: healthcheck,
  }),
  HostConfig: record(),
  NetworkSettings: maybe(record({ Networks: maybe(mapOf(record())) })),
  Mounts: maybe(listOf(mount)),
});

const options = maybe(mapOf(text));

const NETWORK = record({
  Id: text,
  Name: text,
  Driver: text,
  Labels: labels,
  Options: options,
  Internal: maybe(flag),
  Attachable: maybe(flag),
  EnableIPv4: maybe(flag),
  EnableIPv6: maybe(flag),
  IPAM: maybe(
    record({
      Driver: maybe(text),
      Options: options,
      Config: maybe(
        listOf(
          record({
            Subnet: maybe(text),
            IPRange: maybe(text),
            Gateway: maybe(text),
            AuxiliaryAddresses: options,
          }),
        ),
      ),
    }),
  ),
});

const VOLUME = record({
  Name: text,
  Driver: text,
  Labels: labels,
  Options: options,
  Mountpoint: maybe(text),
  CreatedAt: maybe(text),
  Scope: maybe(text),
});

const IMAGE = record({
  Id: text,
  Os: maybe(text),
  Architecture: maybe(text),
  Variant: maybe(text),
  Size: maybe(amount),
  RootFS: maybe(record({ Layers: maybe(listOf(text)) })),
  Metadata: maybe(record({ LastTagTime: maybe(text) })),
  Config: maybe(
    record({
      Env: maybe(listOf(text)),
      Cmd: maybe(listOf(text)),
      Entrypoint: maybe(either(text, listOf(text))),
      Labels: labels,
      Volumes: maybe(record()),
      ExposedPorts: maybe(record()),
      WorkingDir: maybe(text),
      User: maybe(text),
      StopSignal: maybe(text),
      Healthcheck: healthcheck,
    }),
  ),
});

const IMAGE_ITEM = record({
  Id: text,
  RepoTags: maybe(listOf(text)),
  RepoDigests: maybe(listOf(text)),
  Size: maybe(amount),
  Created: maybe(amount),
});

const INFO = record({
  Name: text,
  SecurityOptions: maybe(listOf(text)),
  Warnings: maybe(listOf(text)),
  Runtimes: maybe(record()),
  Swarm: maybe(record()),
});

const cpu = record({
  cpu_usage: optional(record({ total_usage: maybe(amount), percpu_usage: maybe(listOf(amount)) })),
  system_cpu_usage: maybe(amount),
  online_cpus: maybe(amount),
});

export const STATS: Shape = record({
  cpu_stats: cpu,
  precpu_stats: optional(cpu),
  memory_stats: optional(
    record({ usage: optional(amount), limit: maybe(amount), stats: optional(mapOf(amount)) }),
  ),
  networks: maybe(mapOf(record({ rx_bytes: amount, tx_bytes: amount }))),
  blkio_stats: maybe(
    record({ io_service_bytes_recursive: maybe(listOf(record({ op: text, value: amount }))) }),
  ),
  pids_stats: maybe(record({ current: maybe(amount) })),
});

/** One line of the answer to `GET /events`. */
export const EVENT: Shape = record({
  Type: maybe(text),
  Action: text,
  Actor: record({ ID: text, Attributes: maybe(mapOf(text)) }),
  time: amount,
  timeNano: maybe(amount),
});

/** One line of the answer to a pull, a push or a build. */
export const PROGRESS: Shape = record({
  id: maybe(text),
  status: maybe(text),
  stream: maybe(text),
  progressDetail: maybe(record({ current: maybe(amount), total: maybe(amount) })),
  error: maybe(text),
  errorDetail: maybe(record({ message: maybe(text) })),
});

const created = record({ Id: text });

const usage = maybe(listOf(record()));

type Row = readonly [call: RegExp, Shape];

/** Every call whose answer is read. */
const ROWS: readonly Row[] = [
  [/^GET \/version$/, record({ Version: text, ApiVersion: text })],
  [/^GET \/info$/, INFO],
  [/^GET \/system\/df$/, record({ Volumes: usage, Images: usage, Containers: usage, BuildCache: usage })],
  [/^GET \/containers\/json$/, listOf(CONTAINER)],
  [/^GET \/containers\/[^/]+\/json$/, INSPECTION],
  [
    /^GET \/containers\/[^/]+\/top$/,
    record({ Titles: orNull(listOf(text)), Processes: orNull(listOf(listOf(text))) }),
  ],
  [/^GET \/containers\/[^/]+\/stats$/, STATS],
  [/^GET \/containers\/[^/]+\/changes$/, orNull(listOf(record({ Path: text, Kind: amount })))],
  [/^GET \/networks$/, listOf(NETWORK)],
  // Left out, it would look as if there were none.
  [/^GET \/volumes$/, record({ Volumes: orNull(listOf(VOLUME)) })],
  [/^GET \/images\/json$/, listOf(IMAGE_ITEM)],
  [/^GET \/images\/.+\/json$/, IMAGE],
  [/^GET \/exec\/[^/]+\/json$/, record({ Running: flag, ExitCode: maybe(amount), Pid: maybe(amount) })],
  [/^GET \/distribution\/.+\/json$/, record({ Descriptor: record({ digest: text }) })],
  [/^POST \/(?:containers\/create|networks\/create|commit)$/, created],
  [/^POST \/containers\/[^/]+\/exec$/, created],
  [/^POST \/containers\/[^/]+\/wait$/, record({ StatusCode: amount })],
  [/^POST \/containers\/[^/]+\/update$/, record({ Warnings: maybe(listOf(text)) })],
  [/^POST \/volumes\/create$/, record({ Name: text, Labels: labels })],
];

/** What is wrong with an answer, as far as anything of it is read. undefined: nothing. */
export function misfitIn(
  { method, path }: { readonly method: string; readonly path: string },
  answer: unknown,
): Misfit | undefined {
  const asked = `${method} ${path}`;
  return ROWS.find(([pattern]) => pattern.test(asked))?.[1](answer);
}
