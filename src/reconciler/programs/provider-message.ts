import { isJsonMap, type Json } from '../../model/json.ts';

/** What the program of a provider says with one line. Source: Compose Specification, "extension of Compose". */
export type ProviderMessage =
  | { readonly kind: 'info' | 'error' | 'debug'; readonly text: string }
  /** `isRaw`: the variable has that very name, and none that begins with the name of the service. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: string; readonly isRaw: boolean };

/** Shape: `{"type": "info", "message": "…"}`. @returns undefined: it is nothing of the kind. */
export function readProviderMessage(line: string): ProviderMessage | undefined {
  const json = parse(line);
  if (!isJsonMap(json) || typeof json.message !== 'string') return undefined;
  const { type, message } = json;
  if (type === 'info' || type === 'error' || type === 'debug') return { kind: type, text: message };
  if (type !== 'setenv' && type !== 'rawsetenv') return undefined;
  const equals = message.indexOf('=');
  if (equals < 1) return undefined;
  return {
    kind: 'variable',
    name: message.slice(0, equals),
    value: message.slice(equals + 1),
    isRaw: type === 'rawsetenv',
  };
}

function parse(line: string): Json | undefined {
  try {
    const json: Json = JSON.parse(line);
    return json;
  } catch {
    return undefined;
  }
}
