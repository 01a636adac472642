/** A Dockerfile as it is written: nothing is expanded. All positions are offsets in its text. */
export interface Dockerfile {
  readonly text: string;
  readonly escapeChar: string;
  /** The ARGs before the first FROM. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly index: number;
  /** Behind AS, in small letters, as docker compares it. */
  readonly name?: string;
  readonly from: Instruction;
  /** Without its FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Instruction extends Range {
  /** In capitals. */
  readonly keyword: string;
  readonly flags: readonly Flag[];
  /**
   * What follows the flags, without heredocs. Continuations of lines and the comments between them are blanks here, so the
   * character at `i` stands at `textStart + i` of the file.
   */
  readonly text: string;
  readonly textStart: number;
  readonly words: readonly Word[];
  /** The exec form: `["node", "server.js"]`. */
  readonly exec?: readonly string[];
  readonly heredocs: readonly Heredoc[];
  /** ONBUILD: what a build on top of this image does. */
  readonly trigger?: Instruction;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Word extends Range {
  /** As it is written, with its quotes. */
  readonly raw: string;
}

/** `--mount=type=cache,target=/x` */
export interface Flag extends Range {
  readonly name: string;
  readonly value: string;
}

export interface Heredoc {
  readonly name: string;
  readonly body: string;
  readonly bodyStart: number;
}

/** `NAME=value` of ENV, ARG or LABEL; an ARG may have no value. */
export interface Pair {
  readonly name: Word;
  readonly value?: Word;
}
