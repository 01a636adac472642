import type { Span } from '../diagnostics/source.ts';
import type { Json } from './json.ts';

/** Where a value comes from: every contribution, the strongest last. Secrets are hidden in it. */
export interface Explanation {
  /** As the user could have written it: `services.web.ports[0]`, `$TAG`. */
  readonly subject: string;
  /** Absent: it is not set, or `differs`. */
  readonly value?: Json;
  /** Several includes set the variable, each to something else for its own files. */
  readonly differs?: boolean;
  /** The members of a map or list, in brief. */
  readonly members: readonly Member[];
  readonly says: readonly Contribution[];
  /** What the attribute is for. */
  readonly description?: string;
  readonly notes: readonly string[];
  /** For a variable: the places that use it. */
  readonly usedAt: readonly Span[];
}

export interface Member {
  readonly name: string;
  readonly value: Json;
}

/** One place that took part in a value. */
export interface Contribution {
  /** Absent: the text is in no file. */
  readonly at?: Span;
  /** The text at that place, as it is written. */
  readonly text: string;
  /** Nothing is written there: `text` says so, and is no secret. */
  readonly isNothing?: boolean;
  /** What kind of place it is, or what became of it: "in the environment", "replaced". */
  readonly how: string;
  readonly wins: boolean;
  /** The text is a secret, whatever its name. */
  readonly isSecret?: boolean;
  /** The variables in the text, in the order of the text. */
  readonly variables: readonly VariableUse[];
}

/** A variable where it is used. */
export interface VariableUse {
  /** `${TAG:-latest}` */
  readonly text: string;
  readonly name: string;
  readonly value: string;
  /** The places that set it. Empty: none does, so the default behind the operator is used, or an empty text. */
  readonly says: readonly Contribution[];
  readonly isDefault: boolean;
}
