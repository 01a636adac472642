import type { Span } from '../diagnostics/source.ts';
import type { Json } from './json.ts';

/** Where a value comes from: everything that had a say, the strongest last. What must not be read is hidden in it. */
export interface Explanation {
  /** As the user could have written it: `services.web.ports[0]`, `$TAG`. */
  readonly subject: string;
  /** undefined: it is not set. */
  readonly value?: Json;
  /** The members of a map or list, in brief. */
  readonly members: readonly Member[];
  readonly says: readonly Contribution[];
  /** What the attribute is for. */
  readonly description?: string;
  readonly notes: readonly string[];
  /** Of a variable: where the files use it. */
  readonly usedAt: readonly Span[];
}

export interface Member {
  readonly name: string;
  readonly value: Json;
}

/** One place with a say. */
export interface Contribution {
  /** Absent: it stands in no file. */
  readonly at?: Span;
  /** What stands there, as it is written. */
  readonly text: string;
  /** What kind of place it is, or what became of it: "in the environment", "replaced". */
  readonly how: string;
  readonly wins: boolean;
  /** Nobody should read what stands there, whatever its name. */
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
  /** Who gives it its value; none: nobody, so that what stands behind the operator is used, or nothing. */
  readonly says: readonly Contribution[];
  readonly isDefault: boolean;
}
