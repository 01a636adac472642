import { isJsonMap, type Json } from './json.ts';

/** What happens to a running container when the content of a secret or config of it changes. */
export type OnChange =
  | { readonly kind: 'recreate' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'signal'; readonly signal: string };

export const ON_CHANGE_WORDS = ['recreate', 'restart', 'ignore'] as const;

/**
 * Reads what stands behind `on-change`.
 *
 * Shape: `recreate`, `restart`, `ignore`, a signal (`SIGHUP`, `HUP`), or `{signal: SIGHUP}`, which may also be one text:
 *        `"signal: SIGHUP"`.
 * @returns undefined: it is none of these.
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

/** Of an `x-gantry` that `rules/on-change-is-known.ts` has looked at. @returns undefined: it says nothing of it. */
export function onChangeOf(gantry: Json | undefined): OnChange | undefined {
  if (!isJsonMap(gantry)) return undefined;
  const onChange = gantry['on-change'];
  return onChange === undefined ? undefined : readOnChange(onChange);
}

/** Those of Linux that a program can do something about. */
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
