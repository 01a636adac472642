/**
 * What the engine or the builder refused, as fields. Whoever can add to it (who has the port, where the Dockerfile says it)
 * goes by these, and never by the text of the message. Absent: nobody has anything to add.
 */
export type Refusal =
  /** By another container of the engine, which does not say by which. */
  | { readonly kind: 'port-published'; readonly port: string; readonly host: string }
  | { readonly kind: 'subnet-overlaps' }
  | { readonly kind: 'address-taken' }
  | { readonly kind: 'no-program' }
  /** A group too. */
  | { readonly kind: 'no-user'; readonly user: string }
  | { readonly kind: 'login-refused' }
  | { readonly kind: 'base-image'; readonly image: string }
  /** The image of `# syntax`, which reads the Dockerfile. */
  | { readonly kind: 'syntax-image'; readonly image: string }
  | { readonly kind: 'no-stage'; readonly stage: string }
  | { readonly kind: 'stage-loop'; readonly stage: string }
  | { readonly kind: 'not-in-context'; readonly file: string }
  | { readonly kind: 'command-failed' }
  | { readonly kind: 'empty-from'; readonly base: string }
  | { readonly kind: 'before-from' }
  | { readonly kind: 'open-heredoc' }
  | { readonly kind: 'bad-line'; readonly line: number };
