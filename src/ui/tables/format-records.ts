import { visible } from '../../util/disarm.ts';
import { compileTemplate } from '../go-template/evaluate.ts';
import { type Fields, isFields, isList, isMethod, type Value } from '../go-template/value.ts';
import { tabulate } from './tabulate.ts';

/** The output of one command for every `--format`. */
export interface RecordShape {
  /** The header of each field. */
  readonly headers: Fields;
  /** The table without a template. */
  readonly table: () => string;
  /** Nobody reads what a template prints on a terminal by program, so no text of others is obeyed there. */
  readonly onTerminal?: boolean;
}

/** The column width of docker's own tables. */
const TEMPLATE_TABLE = { minWidth: 10 };

/**
 * Records as `--format` asks for them: `table` (or nothing), `json` (one object per line), `table TEMPLATE` with a line
 * of headers, or a Go template for each record. `\t` and `\n` may be written in a template.
 *
 * Error: UserError `bad-usage` for an invalid template.
 */
export function formatRecords(format: string, records: readonly Fields[], shape: RecordShape): string {
  const asked = format.replace(/^ +|(?<! ) +$/g, '');
  if (asked === '' || asked === 'table') return shape.table();
  if (asked === 'json') return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const isTable = /^table\b/.test(asked);
  const template = compileTemplate(
    readEscapes(isTable ? asked.slice('table'.length).replace(/^ +/, '') : asked),
  );
  const lines = (shape.onTerminal ? records.map(disarmFields) : records).map(template);
  if (!isTable) return lines.map((line) => `${line}\n`).join('');
  const header = template({ ...shape.headers, Label: labelHeader });
  return tabulate(
    [header, ...lines].map((line) => line.split('\t')),
    TEMPLATE_TABLE,
  );
}

const disarmFields = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, disarmValue(value)]));

function disarmValue(value: Value): Value {
  if (typeof value === 'string') return visible(value);
  if (isList(value)) return value.map(disarmValue);
  if (isMethod(value)) return (...given) => disarmValue(value(...given));
  return isFields(value) ? disarmFields(value) : value;
}

const readEscapes = (template: string): string => template.replaceAll('\\t', '\t').replaceAll('\\n', '\n');

/** `com.example.my-name` → `MY NAME`, as docker does it. */
function labelHeader(label: Value): string {
  const last = String(label).split('.').at(-1) ?? '';
  return last.replace(/[-_]/g, ' ').toUpperCase();
}

/** The value of one label, for templates: `{{.Label "x"}}`. Not part of the JSON. */
export function labelReader(labels: Readonly<Record<string, string>>): (label: Value) => Value {
  return (label) => labels[String(label)] ?? '';
}
