import { dump } from 'js-yaml';
import { isJsonMap, type Json } from '../../model/json.ts';
import { visible } from '../../util/disarm.ts';

type Path = readonly (string | number)[];

/** YAML with the `remark` of each scalar as a comment behind it. */
export function provenanceYaml(model: Json, remark: (path: Path) => string): string {
  return `${linesOf(model, [], '', remark).join('\n')}\n`;
}

function linesOf(json: Json, path: Path, indent: string, remark: (path: Path) => string): readonly string[] {
  const member = (label: string, value: Json, at: Path): readonly string[] => {
    if (isBranch(value)) {
      const inner = linesOf(value, at, `${indent}  `, remark);
      // An item of a list starts on the line of its dash.
      if (label === '-') return [`${indent}- ${inner[0]?.trimStart() ?? ''}`, ...inner.slice(1)];
      return [`${indent}${label}`, ...inner];
    }
    const comment = visible(remark(at).replaceAll(/\s+/g, ' ')).trim();
    return [`${indent}${label} ${scalar(value)}${comment === '' ? '' : ` # ${comment}`}`];
  };
  if (Array.isArray(json)) {
    const items: readonly Json[] = json;
    return items.flatMap((item, index) => member('-', item, [...path, index]));
  }
  if (!isJsonMap(json)) return [`${indent}${scalar(json)}`];
  return Object.entries(json).flatMap(([key, value]) => member(`${scalar(key)}:`, value, [...path, key]));
}

const isBranch = (json: Json): boolean =>
  typeof json === 'object' && json !== null && Object.keys(json).length > 0;

/** On one line, because a comment cannot follow the lines of a block. */
function scalar(json: Json): string {
  if (typeof json === 'string' && visible(json) !== json) return visible(JSON.stringify(json));
  return dump(json, { lineWidth: -1, quotingType: '"', flowLevel: 0 }).trimEnd();
}
