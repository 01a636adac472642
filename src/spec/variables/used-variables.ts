import type { Json } from '../../model/json.ts';
import { byKey } from '../../util/by-key.ts';
import { parseTemplate, type Template } from './interpolation-syntax.ts';

/** The use of a variable, over all places of the files. */
export interface UsedVariable {
  readonly name: string;
  /** At least one place has `${NAME:?…}`. */
  readonly required: boolean;
  /** The unevaluated word of the first `${NAME:-word}`. */
  readonly defaultValue: string;
  /** The word of the first `${NAME:+word}`. */
  readonly alternateValue: string;
}

/** The variables in the values of a model before interpolation, sorted by name. */
export function usedVariables(model: Json): readonly UsedVariable[] {
  const found = new Map<string, UsedVariable>();
  visit(model);
  return byKey(found).map(([, variable]) => variable);

  function visit(value: Json): void {
    if (typeof value === 'string') {
      const parsed = parseTemplate(value);
      if (parsed.ok) note(parsed.template, value);
    } else if (typeof value === 'object' && value !== null)
      for (const member of Object.values(value)) visit(member);
  }

  function note(template: Template, text: string): void {
    for (const part of template) {
      if (typeof part === 'string') continue;
      const { name, operator = '', start, end, word } = part;
      const written = operator === '' ? '' : text.slice(start + 2 + name.length + operator.length, end - 1);
      const known = found.get(name);
      found.set(name, {
        name,
        required: known?.required || operator.endsWith('?'),
        defaultValue: known?.defaultValue || (operator.endsWith('-') ? written : ''),
        alternateValue: known?.alternateValue || (operator.endsWith('+') ? written : ''),
      });
      note(word, text);
    }
  }
}
