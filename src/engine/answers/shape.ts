/** A value that JSON has given, and that is of another form than it should be. */
export interface Misfit {
  /** The way to it: `[0].State.Status`; empty for the whole. */
  readonly path: string;
  readonly value: unknown;
}

/** @returns what is wrong with the value; undefined: nothing */
export type Shape = (value: unknown) => Misfit | undefined;

const only =
  (isRight: (value: unknown) => boolean): Shape =>
  (value) =>
    isRight(value) ? undefined : { path: '', value };

export const text = only((value) => typeof value === 'string');
export const amount = only((value) => typeof value === 'number');
export const flag = only((value) => typeof value === 'boolean');

/** Go's `null` for an empty list or map. The member has to be there. */
export const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null ? undefined : shape(value);

/** Engines other than Docker's, and older ones, leave members out. */
export const maybe =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || value === null ? undefined : shape(value);

/** Left out, but never `null`. */
export const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined ? undefined : shape(value);

export const either =
  (...shapes: readonly Shape[]): Shape =>
  (value) =>
    shapes.some((shape) => shape(value) === undefined) ? undefined : { path: '', value };

export const listOf =
  (shape: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value)) return { path: '', value };
    for (const [index, item] of value.entries()) {
      const misfit = shape(item);
      if (misfit) return within(`[${index}]`, misfit);
    }
    return undefined;
  };

export const mapOf =
  (shape: Shape): Shape =>
  (value) => {
    if (!isObject(value)) return { path: '', value };
    for (const name in value) {
      const misfit = shape(value[name]);
      if (misfit) return within(`.${name}`, misfit);
    }
    return undefined;
  };

/** Other members may be of any form: nobody reads them. */
export function record(members: Readonly<Record<string, Shape>> = {}): Shape {
  const rows = Object.entries(members);
  return (value) => {
    if (!isObject(value)) return { path: '', value };
    for (const [name, shape] of rows) {
      const misfit = shape(value[name]);
      if (misfit) return within(`.${name}`, misfit);
    }
    return undefined;
  };
}

const within = (step: string, { path, value }: Misfit): Misfit => ({ path: `${step}${path}`, value });

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_QUOTE = 60;

/** In words, for an error: `[0].State is missing`. */
export function misfitText({ path, value }: Misfit): string {
  const where = path.replace(/^\./, '');
  if (value === undefined) return where === '' ? 'there is nothing' : `${where} is missing`;
  const start = startOf(JSON.stringify(value));
  return where === '' ? start : `${where} is ${start}`;
}

/** As much of an answer as an error quotes. */
export const startOf = (answer: string): string =>
  answer.length > LONGEST_QUOTE ? `${answer.slice(0, LONGEST_QUOTE)}…` : answer;
