/** What an engine, a proxy or a network may do to a call instead of answering it. */
export type Fault =
  /** It answers as usual, later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** It answers with an error. `done`: it has done what it was asked to all the same. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message: string;
      readonly done?: boolean;
    }
  /** It answers with this text, which may be anything. */
  | { readonly kind: 'text'; readonly text: string; readonly status?: number; readonly done?: boolean }
  /** The connection breaks before an answer. */
  | { readonly kind: 'reset'; readonly done?: boolean }
  /** The connection breaks after so many bytes of the answer. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** There is never an answer; `headers`: its head comes, and nothing else. */
  | { readonly kind: 'silence'; readonly headers?: boolean; readonly done?: boolean };
