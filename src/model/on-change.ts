import { isJsonMap, type Json } from './json.ts';

/** The remedy when the content of a secret or config of a running container changes. */
export type OnChange =
  | { readonly kind: 'recreate' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'signal'; readonly signal: string };

export const ON_CHANGE_WORDS = ['recreate', 'restart', 'ignore'] as const;

/**
 * Reads the value of `on-change`.
 *
 * Shape: `recreate`, `restart`, `ignore`, a signal (`SIGHUP`, `HUP`), or `{signal: SIGHUP}`, which may also be one text:
 *        `"signal: SIGHUP"`.
 * @returns undefined when it is none of these.
 */
export function readOnChange(json: Json): OnChange | undefined {
  if (isJsonMap(json)) {
    const { signal, ...others } = json;
    return typeof signal === 'string' && Object.keys(others).length === 0 ? readSignal(signal) : undefined;
  }
  if (typeof json !== 'string') return undefined;
  const word = ON_CHANGE_WORDS.find((known) => known === json);
  return word === undefined ? readSignal(json.replace(/^signal:\s*/, '')) : { kind: word };
}

/** Reads a valid `x-gantry` (`rules/on-change-is-known.ts` checks it). @returns undefined when it has no `on-change`. */
export function onChangeOf(gantry: Json | undefined): OnChange | undefined {
  if (!isJsonMap(gantry)) return undefined;
  const onChange = gantry['on-change'];
  return onChange === undefined ? undefined : readOnChange(onChange);
}

/** The signals of Linux that a program can handle. */
export const SIGNALS: readonly string[] = [
  ...['HUP', 'INT', 'QUIT', 'TRAP', 'ABRT', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM', 'CHLD', 'CONT'],
  ...['TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS'],
];

function readSignal(text: string): OnChange | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.includes(name) || /^RTM(?:IN\+|AX-)\d{1,2}$/.test(name)
    ? { kind: 'signal', signal: `SIG${name}` }
    : undefined;
}
