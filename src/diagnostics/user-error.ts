import type { Hint } from './hint.ts';

/** A request of the user that cannot be fulfilled, for a reason outside of the files: one line, and a hint. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: UserErrorCode;
  readonly hint: Hint | undefined;
  readonly about: Concern | undefined;
  /** What a step of a build, or a hook, wrote at the end. */
  readonly output: readonly string[];
  /** What looks like an error in the output before that. */
  readonly firstErrors: readonly string[];

  constructor(code: UserErrorCode, message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.about = options.about;
    this.output = options.output ?? [];
    this.firstErrors = options.firstErrors ?? [];
  }
}

export interface UserErrorOptions {
  readonly hint?: Hint | undefined;
  readonly cause?: unknown;
  readonly about?: Concern | undefined;
  readonly output?: readonly string[] | undefined;
  readonly firstErrors?: readonly string[] | undefined;
}

/** The setting in the files that may be the cause. It is shown with the error if the files contain it. */
export interface Concern {
  /** `services` and `web`. Absent: the resource of the failed step. */
  readonly of?: readonly string[];
  /** The most likely first; the first one that the files contain is shown. */
  readonly settings: readonly Setting[];
}

/** An attribute with dots between its names; with a text: the part of it that has this text. */
export type Setting = string | readonly [attribute: string, containing: string];

/** docs/errors.md explains every code, and a test compares it with this list. */
export const USER_ERROR_CODES = [
  'bad-usage',
  'engine-unreachable',
  'engine-timeout',
  'bad-engine-answer',
  'engine-not-supported',
  'not-a-manager',
  'swarm-without-leader',
  'node-unreachable',
  'no-such-node',
  'no-node-fits',
  'runs-elsewhere',
  'data-left-behind',
  'engine-refused',
  'port-taken',
  'bad-image-name',
  'image-not-found',
  'image-without-registry',
  'registry-unreachable',
  'registry-denied',
  'registry-refused',
  'bad-remote',
  'remote-not-found',
  'remote-unreachable',
  'remote-denied',
  'remote-refused',
  'remote-strays',
  'no-lock-file',
  'not-locked',
  'stale-lock',
  'bad-tag',
  'git-failed',
  'no-release',
  'not-returned',
  'bad-instance',
  'instance-not-possible',
  'instance-shares',
  'instance-old-port',
  'instance-changes',
  'bad-bundle',
  'layers-missing',
  'buildx-needed',
  'build-failed',
  'missing-external',
  'missing-file',
  'unset-secret',
  'mount-source-missing',
  'program-not-found',
  'no-such-service',
  'no-container',
  'name-taken',
  'subnet-taken',
  'in-use',
  'project-locked',
  'source-in-use',
  'copy-not-possible',
  'copy-failed',
  'bad-backup',
  'backup-failed',
  'half-copied',
  'no-space',
  'file-not-written',
  'bad-pattern',
  'wait-failed',
  'container-failed',
  'bad-update',
  'update-failed',
  'hook-failed',
  'ingress-failed',
  'ingress-image-failed',
  'hold-failed',
  'provider-not-found',
  'provider-failed',
  'models-not-supported',
  'model-failed',
  'plan-outdated',
] as const;

/** A file that cannot be read is no fault of the Compose files alone. */
export type UserErrorCode = (typeof USER_ERROR_CODES)[number] | 'file-unreadable';
