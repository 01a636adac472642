/** What the user asked for cannot be done, for a reason outside the files. One line, and what to do about it. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: UserErrorCode;
  readonly hint: string | undefined;

  constructor(code: UserErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

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
