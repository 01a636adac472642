import { didYouMean } from '../../util/did-you-mean.ts';
import { FUNCTIONS } from './functions.ts';
import { type Command, type Node, type Operand, type Pipeline, parseTemplate } from './parse.ts';
import {
  type Fields,
  isFields,
  isList,
  isMethod,
  isTruthy,
  templateError,
  textOf,
  type Value,
} from './value.ts';

/**
 * Compiles a Go template, as in `--format` of docker's commands, to a function.
 *
 * Supports what these commands use: fields and methods, variables, pipelines, `if`, `else if`, `with`, `range`, comments, trimming,
 * and the functions of functions.ts. No templates inside of templates.
 *
 * Error: UserError `bad-usage` for an invalid template, and for an unknown field or function.
 */
export function compileTemplate(source: string): (data: Value) => string {
  const nodes = parseTemplate(source);
  return (data) => run(nodes, data, new Map([['', data]]));
}

type Variables = Map<string, Value>;

function run(nodes: readonly Node[], dot: Value, variables: Variables): string {
  return nodes.map((node) => runNode(node, dot, variables)).join('');
}

function runNode(node: Node, dot: Value, variables: Variables): string {
  if (node.kind === 'text') return node.text;
  const value = evaluate(node.pipeline, dot, variables);
  if (node.kind === 'print') return set(node.pipeline, value, variables) ? '' : textOf(value);
  if (node.kind === 'range') return runRange(node, value, dot, variables);
  const inner = new Map(variables);
  set(node.pipeline, value, inner);
  if (!isTruthy(value)) return run(node.otherwise, dot, inner);
  return run(node.body, node.kind === 'with' ? value : dot, inner);
}

function runRange(
  { pipeline, body, otherwise }: Extract<Node, { pipeline: Pipeline; body: readonly Node[] }>,
  value: Value,
  dot: Value,
  variables: Variables,
): string {
  const items = itemsOf(value);
  if (items.length === 0) return run(otherwise, dot, variables);
  const [first, second] = pipeline.variables;
  return items
    .map(([key, item]) => {
      const inner = new Map(variables);
      if (first !== undefined) inner.set(first, second === undefined ? item : key);
      if (second !== undefined) inner.set(second, item);
      return run(body, item, inner);
    })
    .join('');
}

function itemsOf(value: Value): readonly (readonly [Value, Value])[] {
  if (isList(value)) return value.map((item, index) => [index, item]);
  if (isFields(value)) return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index]);
  if (value === null || value === undefined) return [];
  throw templateError(`there is nothing to range over in ${JSON.stringify(value)}`);
}

/** @returns whether the pipeline sets a variable. */
function set({ variables: names }: Pipeline, value: Value, variables: Variables): boolean {
  const name = names.at(-1);
  if (name === undefined) return false;
  variables.set(name, value);
  return true;
}

function evaluate({ commands }: Pipeline, dot: Value, variables: Variables): Value {
  let value: Value;
  for (const [index, command] of commands.entries())
    value = call(command, index === 0 ? [] : [value], dot, variables);
  return value;
}

function call([head, ...rest]: Command, piped: readonly Value[], dot: Value, variables: Variables): Value {
  if (!head) throw templateError('a value is missing');
  const args = () => [...rest.map((operand) => readOperand(operand, dot, variables)), ...piped];
  if (head.kind === 'word' && !(head.value in CONSTANTS)) {
    const named = FUNCTIONS.get(head.value);
    if (named) return named(...args());
    throw templateError(`there is no function "${head.value}"`, nearest(head.value, [...FUNCTIONS.keys()]));
  }
  const value = readOperand(head, dot, variables, args);
  if (args().length > 0 && !isCalled(head, dot, variables))
    throw templateError(`${describe(head)} is no function, and takes no argument`);
  return value;
}

/** Whether the last part of a path is a method, which takes the arguments. */
function isCalled(head: Operand, dot: Value, variables: Variables): boolean {
  if (head.kind === 'field') return isMethod(lookUp(dot, head.path, describe(head)));
  return head.kind === 'variable' && isMethod(lookUp(variables.get(head.name), head.path, describe(head)));
}

const CONSTANTS: Fields = { true: true, false: false, nil: null };

function readOperand(
  operand: Operand,
  dot: Value,
  variables: Variables,
  args: () => readonly Value[] = () => [],
): Value {
  switch (operand.kind) {
    case 'string':
    case 'number':
      return operand.value;
    case 'word':
      return operand.value in CONSTANTS ? CONSTANTS[operand.value] : call([operand], [], dot, variables);
    case 'nested':
      return lookUp(evaluate(operand.pipeline, dot, variables), operand.path, describe(operand));
    case 'variable':
      if (!variables.has(operand.name)) throw templateError(`$${operand.name} has not been set`);
      return applied(lookUp(variables.get(operand.name), operand.path, describe(operand)), args);
    case 'field':
      return applied(lookUp(dot, operand.path, describe(operand)), args);
  }
}

const applied = (value: Value, args: () => readonly Value[]): Value =>
  isMethod(value) ? value(...args()) : value;

function lookUp(from: Value, path: readonly string[], where: string): Value {
  let value = from;
  for (const part of path) {
    if (!isFields(value)) throw templateError(`${where}: there is no ${part} in ${textOf(value)}`);
    if (!(part in value))
      throw templateError(`${where}: there is no field ${part}`, nearest(part, Object.keys(value)));
    value = value[part];
  }
  return value;
}

function nearest(name: string, known: readonly string[]): string {
  const near = didYouMean(name, known);
  return near === undefined ? `it has ${known.toSorted().join(', ')}` : `did you mean "${near}"?`;
}

function describe(operand: Operand): string {
  if (operand.kind === 'field') return `.${operand.path.join('.')}`;
  if (operand.kind === 'variable') return `$${[operand.name, ...operand.path].join('.')}`;
  return operand.kind === 'nested' ? '(…)' : String(operand.value);
}
