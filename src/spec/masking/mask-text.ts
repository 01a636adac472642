import { hidePasswords } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import { parseTemplate } from '../variables/interpolation-syntax.ts';

/** A secret as it is written: which variables it is made of may be seen, what stands between and behind them may not. */
export function maskWritten(text: string): string {
  const parsed = parseTemplate(text);
  if (text === '') return text;
  if (!parsed.ok) return HIDDEN;
  return parsed.template
    .map((part) => {
      if (typeof part === 'string') return HIDDEN;
      const { name, operator, word, start, end } = part;
      if (operator === undefined) return text.slice(start, end);
      return `\${${name}${operator}${word.length > 0 ? HIDDEN : ''}}`;
    })
    .join('');
}

/** A text without passwords and without the secrets that are known to be in it. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let shown = hidePasswords(text);
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, HIDDEN);
  return shown;
}
