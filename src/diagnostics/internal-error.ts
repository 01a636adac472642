/** A bug of ours. The text starts with `internal:` and asks for a report. */
export class InternalError extends Error {
  override readonly name = 'InternalError';

  constructor(message: string, options?: ErrorOptions) {
    super(
      `internal: ${message} (this is a bug in gantry: please report it with the command and the file)`,
      options,
    );
  }
}
