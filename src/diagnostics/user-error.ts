/** What the user asked for cannot be done, for a reason outside the files. One line, and what to do about it. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: UserErrorCode;
  readonly hint: string | undefined;
  readonly about: Concern | undefined;

  constructor(code: UserErrorCode, message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.about = options.about;
  }
}

export interface UserErrorOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly about?: Concern | undefined;
}

/** What in the files may be the cause: it is shown with the error, if it is written there. */
export interface Concern {
  /** `services` and `web`. Absent: whatever the step that failed is about. */
  readonly of?: readonly string[];
  /** The most telling first: the first that is written counts. */
  readonly settings: readonly Setting[];
}

/** An attribute with dots between its names; with a text: the part of it that has this text. */
export type Setting = string | readonly [attribute: string, containing: string];

/** Explained in docs/errors.md, which a test compares with this list. */
export const USER_ERROR_CODES = [
  'bad-usage',
  'engine-unreachable',
  'engine-not-supported',
  'engine-refused',
  'port-taken',
  'image-not-found',
  'registry-unreachable',
  'registry-denied',
  'registry-refused',
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
  'no-space',
  'wait-failed',
  'hook-failed',
  'provider-not-found',
  'provider-failed',
  'models-not-supported',
  'model-failed',
  'plan-outdated',
] as const;

export type UserErrorCode = (typeof USER_ERROR_CODES)[number];
