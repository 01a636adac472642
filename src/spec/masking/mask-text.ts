import { hidePasswords } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import { parseTemplate } from '../variables/interpolation-syntax.ts';

/** A written secret: its variables stay visible, the text between them and their defaults are hidden. */
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

/** A text without passwords and without the known secrets inside it. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let shown = hidePasswords(text);
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, HIDDEN);
  return shown;
}
