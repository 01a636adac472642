import type { ProblemCode } from '../../../diagnostics/problem.ts';
import type { Json } from '../../../model/json.ts';
import type { Place, Report } from '../../tree/finding.ts';
import type { Origins } from '../../tree/origins.ts';
import type { Container, Tree } from '../../tree/tree.ts';

/**
 * One attribute of the file format, in both directions: `read` accepts every form, `print` gives the canonical one.
 * Invariant: reading the printed form gives the same value again.
 */
export interface Codec<Value> {
  /** undefined: not usable. The codec reports a wrong content; `shape/validate-shape.ts` reports a wrong shape. */
  readonly read: (tree: Tree, at: At) => Value | undefined;
  /** undefined: nothing to print. */
  readonly print: (value: Value) => Json | undefined;
  /** What is written, with its keys in the order of `print`. Absent: in the order of their names. */
  readonly order?: (written: Json) => Json;
}

/** The context of all readers. */
export interface Reading {
  readonly origins: Origins;
  readonly report: Report;
}

/** The path of the current value in the merged tree. */
export interface At {
  readonly container: Container;
  readonly key: string | number;
  readonly reading: Reading;
}

export interface ReportDetails {
  readonly code?: ProblemCode;
  readonly severity?: 'error' | 'warning';
  readonly hint?: string;
  readonly part?: 'key' | 'value';
  /** Only these characters of the text. */
  readonly within?: readonly [start: number, end: number];
}

/** Reports a problem of the value at `at`. @returns undefined, so that a reader can return the call. */
export function reportAt(at: At, message: string, details: ReportDetails = {}): undefined {
  const { code = 'bad-value', severity = 'error', hint, part = 'value', within } = details;
  const place = at.reading.origins.place(at.container, at.key, part);
  at.reading.report({
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place: narrow(place, within, at) }),
  });
  return undefined;
}

function narrow(place: Place, within: ReportDetails['within'], { container, key }: At): Place {
  if (!within || place.kind !== 'path') return place;
  return { ...place, within, of: String((container as { [key: string | number]: Tree })[key]) };
}
