import { docker, removeContainers, type Workspace } from '../gantry.ts';

type Awaitable<T> = T | Promise<T>;

/** One way to fail on the real engine. */
export interface Case {
  readonly file: string;
  /** Default: `up -d`. */
  readonly words?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Commands that are run before, with the same file; `PROJECT` stands for the name of the project. */
  readonly before?: readonly string[];
  /** What else has to be so, before the command is run. */
  readonly meanwhile?: (workspace: Workspace) => Awaitable<unknown>;
  /** Takes that away again. */
  readonly afterwards?: (workspace: Workspace) => Awaitable<unknown>;
  /** What happens as soon as the command has written `text`. */
  readonly during?: { readonly text: string; readonly act: (workspace: Workspace) => Awaitable<unknown> };
  /** Default: 1. */
  readonly code?: number;
  /** It changes nothing, so that what `before` made is made once for all that have this name for it. */
  readonly on?: string;
  /** Nothing is made, so there is nothing to take away. */
  readonly makesNothing?: boolean;
  /** It cannot be done a second time, to be told as JSON. */
  readonly once?: boolean;
}

export const service = (yaml: string, more = ''): string =>
  `services:\n  app: {image: busybox, ${yaml}}\n${more}`;

/** `app` needs that `job` ends well. */
export const oneShot = (command: string, more = ''): string =>
  `services:
  app: {image: busybox, command: sleep 1h, init: true, depends_on: {job: {condition: service_completed_successfully}}}
  job: {image: busybox, init: true, command: [sh, -c, ${JSON.stringify(command)}]${more}}
`;

/** `app` needs that `db` is healthy. */
export const probed = (healthcheck: string): string =>
  `services:
  app: {image: busybox, command: sleep 1h, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, command: sleep 1h, init: true, healthcheck: {${healthcheck}, interval: 500ms, retries: 2, start_period: 0s}}
`;

/** A container of somebody else, which does nothing for an hour. */
export const startOther = ({ project }: Workspace, ...flags: readonly string[]): string =>
  docker('run', '-d', '--init', '--name', `${project}-other`, ...flags, 'busybox', 'sleep', '3600');

export const removeOther = ({ project }: Workspace): Promise<void> => removeContainers(`${project}-other`);
