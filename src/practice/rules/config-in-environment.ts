import { atKey, type Rule } from '../subject/rule.ts';

/** A file in a variable: each change of it makes another container, and everybody who inspects that reads it. */
export const configInEnvironment: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ services, written }) {
    for (const { spec } of services)
      for (const [name, value] of spec.environment) {
        const path = ['services', spec.name, 'environment', name];
        // What a variable has is not in the file.
        const what = kindOf(value ?? '') === undefined ? undefined : kindOf(written(path) ?? '');
        if (what === undefined) continue;
        const isKey = what === PRIVATE_KEY;
        yield {
          // The frame around a value would show it.
          at: isKey ? atKey('services', spec.name, 'environment') : atKey(...path),
          service: spec.name,
          message: `${name} of service "${spec.name}" is ${what}`,
          hint: `write it into a file, and mount that with "${isKey ? 'secrets' : 'configs'}:", if the program can read one`,
          ...(isKey && { level: 'error' as const }),
        };
      }
  },
};

const PRIVATE_KEY = 'a private key in the text of the file';

function kindOf(text: string): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return PRIVATE_KEY;
  if (/-----BEGIN [A-Z ]+-----/.test(text)) return 'a certificate in the text of the file';
  const lines = text.trim().split('\n').length;
  if (lines >= MANY_LINES) return `a file of ${lines} lines`;
  return text.length >= MANY_CHARACTERS && isJson(text) ? 'a file of JSON' : undefined;
}

/** A long list of options has fewer. */
const MANY_LINES = 5;
const MANY_CHARACTERS = 200;

/** An object or a list. Where it has variables, it is one by its looks. */
function isJson(text: string): boolean {
  const trimmed = text.trim();
  return /^(?:\{\s*"[\s\S]*\}|\[\s*[{"[\d][\s\S]*\])$/.test(trimmed);
}
