import { didYouMean } from '../../util/did-you-mean.ts';
import type { Finding } from '../tree/finding.ts';
import { parseTemplate, type Template, type Variable } from './interpolation-syntax.ts';

export interface VariableLookup {
  readonly lookup: (name: string) => string | undefined;
  /** Used only to suggest a name. */
  readonly names: () => Iterable<string>;
}

/** Reports a finding about the characters from `start` to `end` of the given text. */
export type ReportSpan = (finding: Omit<Finding, 'place'>, start: number, end: number) => void;

/** Variables that are made of variables can double with each line. No program of Linux takes a longer variable than 128 KiB. */
const MOST_ADDED = 1024 * 1024;

/**
 * Interpolates a text. A word behind an operator is evaluated only when it is used.
 *
 * Error: `bad-interpolation` (the text is returned unchanged), `missing-variable`; warning: `unset-variable`.
 */
export function substitute(text: string, variables: VariableLookup, reportSpan: ReportSpan): string {
  if (!text.includes('$')) return text;
  const parsed = parseTemplate(text);
  if (parsed.ok) {
    const filled = fill(parsed.template, variables, reportSpan);
    if (filled.length - text.length <= MOST_ADDED) return filled;
    const message = `its variables are longer than ${MOST_ADDED} characters`;
    reportSpan({ code: 'bad-interpolation', severity: 'error', message }, 0, text.length);
    return '';
  }
  for (const { start, end, reason, hint = 'write "$$" for a dollar sign' } of parsed.problems) {
    const message = `bad variable ${quote(text.slice(start, end))}: ${reason}`;
    reportSpan({ code: 'bad-interpolation', severity: 'error', message, hint }, start, end);
  }
  return text;
}

function fill(template: Template, variables: VariableLookup, complain: ReportSpan): string {
  let text = '';
  for (const part of template)
    text += typeof part === 'string' ? part : resolveVariable(part, variables, complain);
  return text;
}

function resolveVariable(variable: Variable, variables: VariableLookup, complain: ReportSpan): string {
  const { name, operator, start, end } = variable;
  const value = variables.lookup(name);
  const isBare = end - start === name.length + 1;
  const word = () => fill(variable.word, variables, complain);
  const lacking = (code: 'missing-variable' | 'unset-variable', message: string, advice: string) => {
    const severity = code === 'missing-variable' ? 'error' : 'warning';
    complain({ code, severity, message, hint: suggestion(name, variables) ?? advice }, start, end);
    return '';
  };
  switch (operator) {
    case ':-':
      return value || word();
    case '-':
      return value ?? word();
    case ':+':
      return value ? word() : '';
    case '+':
      return value === undefined ? '' : word();
    case ':?':
    case '?': {
      if (value !== undefined && (value !== '' || operator === '?')) return value;
      const reason = word();
      const state = value === undefined ? 'not set' : 'empty';
      const message = `the variable ${name} is required, but it is ${state}${reason === '' ? '' : `: ${reason}`}`;
      return lacking('missing-variable', message, 'set it in the shell or in .env');
    }
    default:
      return (
        value ??
        lacking(
          'unset-variable',
          `the variable ${name} is not set, so an empty text is used`,
          `set it, or write "\${${name}:-}" if it may be empty${isBare ? `, or "$$${name}" for a dollar sign` : ''}`,
        )
      );
  }
}

function suggestion(name: string, variables: VariableLookup): string | undefined {
  // A name of one or two letters is similar to too many others.
  const near = didYouMean(
    name,
    [...variables.names()].filter((known) => known.length > 2 && known !== name),
  );
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

function quote(text: string): string {
  const line = text.replace(/\n[\s\S]*/, '…');
  return `"${line.length > 40 ? `${line.slice(0, 40)}…` : line}"`;
}
