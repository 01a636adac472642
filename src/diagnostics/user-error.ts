/** What the user asked for cannot be done, for a reason outside the files. One line, and what to do about it. */
export class UserError extends Error {
  override readonly name = 'UserError';
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
  'port-taken',
  'image-not-found',
  'missing-external',
  'missing-file',
  'no-such-service',
  'no-container',
  'name-taken',
  'step-failed',
  'interrupted',
] as const;

export type UserErrorCode = (typeof USER_ERROR_CODES)[number];
