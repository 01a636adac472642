import type { VariableUse } from '../../model/explanation.ts';
import type { Variables } from '../tree/history.ts';
import { parseTemplate, type Template } from '../variables/interpolation-syntax.ts';
import { substitute } from '../variables/substitute.ts';
import { type KnownVariables, variableContributions } from './variable-contributions.ts';

/** The variables of a text, each with its value. Variables inside of a default follow if the default was used. */
export function variableUses(
  text: string,
  variables: Variables,
  known: KnownVariables,
): readonly VariableUse[] {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return [];
  const lookup = (name: string) => variables.get(name);
  const usesIn = (template: Template): readonly VariableUse[] =>
    template.flatMap((part) => {
      if (typeof part === 'string') return [];
      const written = text.slice(part.start, part.end);
      const set = variables.get(part.name);
      const isDefault = part.operator?.startsWith(':') ? !set : set === undefined;
      const wordUsed = part.operator?.endsWith('-') ? isDefault : part.operator?.endsWith('+') && !isDefault;
      const use: VariableUse = {
        text: written,
        name: part.name,
        value: substitute(written, { lookup, names: () => [] }, () => {}),
        says: variableContributions(part.name, variables, known),
        isDefault,
      };
      return [use, ...(wordUsed ? usesIn(part.word) : [])];
    });
  return usesIn(parsed.template);
}
