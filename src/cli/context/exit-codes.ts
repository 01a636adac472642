/** What the program ends with. Explained in docs/exit-codes.md. */
export const EXIT = {
  ok: 0,
  /** The files, the flags, the engine or a step: something failed, and a message said what. */
  failed: 1,
  /** `plan --detailed-exitcode`: it worked, and there is something to do. */
  changes: 2,
  /** `test`: the command line asks for something that cannot be. */
  usage: 2,
  /** A bug of ours. */
  internal: 70,
  /** `--timeout` of `test` and `ci`: time was over, as `timeout` says it. */
  timeout: 124,
  /** `test`: what the tests need did not start, as `docker run` says it. */
  notStarted: 125,
  /** Ended by Ctrl-C or SIGTERM: 128 + SIGINT, as shells say it. */
  interrupted: 130,
  /** Nobody reads what `run` writes: 128 + SIGPIPE. */
  unread: 141,
} as const;
