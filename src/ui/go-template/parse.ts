import { lexTemplate, type Piece, type Token } from './lex.ts';
import { templateError } from './value.ts';

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipeline: Pipeline;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

/** `$x := a | b c`: the value of each command is the last argument of the next one. */
export interface Pipeline {
  /** Variables that get the value; two of them get index and item of a range. Such a pipeline prints nothing. */
  readonly variables: readonly string[];
  readonly commands: readonly Command[];
}

/** The first operand, called with the others when it is a function or a method. */
export type Command = readonly Operand[];

export type Operand =
  | Exclude<Token, { kind: 'sign' }>
  | { readonly kind: 'nested'; readonly pipeline: Pipeline; readonly path: readonly string[] };

/** Error: UserError for an invalid template: no `end`, a single `else`, a surplus parenthesis. */
export function parseTemplate(source: string): readonly Node[] {
  const pieces = [...lexTemplate(source)];
  const { nodes, ending } = parseBody(pieces);
  if (ending !== undefined)
    throw templateError(`{{${ending.word}}} without an {{if}}, {{with}} or {{range}}`);
  return nodes;
}

interface Ending {
  readonly word: 'end' | 'else';
  /** Of `else if`. */
  readonly rest: readonly Token[];
}

function parseBody(pieces: Piece[]): {
  readonly nodes: readonly Node[];
  readonly ending: Ending | undefined;
} {
  const nodes: Node[] = [];
  for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
    if (piece.kind === 'text') {
      nodes.push(piece);
      continue;
    }
    const [first, ...rest] = piece.tokens;
    const word = first?.kind === 'word' ? first.value : undefined;
    if (word === 'end' || word === 'else') return { nodes, ending: { word, rest } };
    if (word === 'if' || word === 'with' || word === 'range') nodes.push(parseBlock(word, rest, pieces));
    else if (first) nodes.push({ kind: 'print', pipeline: parsePipeline(piece.tokens) });
    else throw templateError('{{}} is empty');
  }
  return { nodes, ending: undefined };
}

function parseBlock(kind: 'if' | 'with' | 'range', tokens: readonly Token[], pieces: Piece[]): Node {
  const pipeline = parsePipeline(tokens);
  const { nodes: body, ending } = parseBody(pieces);
  if (!ending) throw templateError(`{{${kind}}} has no {{end}}`);
  if (ending.word === 'end') return { kind, pipeline, body, otherwise: [] };
  const [next, ...rest] = ending.rest;
  if (next?.kind === 'word' && (next.value === 'if' || next.value === 'with'))
    // The block of an `else if` ends with the whole.
    return { kind, pipeline, body, otherwise: [parseBlock(next.value, rest, pieces)] };
  const otherwise = parseBody(pieces);
  if (otherwise.ending?.word !== 'end') throw templateError(`{{${kind}}} has no {{end}}`);
  return { kind, pipeline, body, otherwise: otherwise.nodes };
}

function parsePipeline(tokens: readonly Token[]): Pipeline {
  const rest = [...tokens];
  const pipeline = readPipeline(rest);
  if (rest.length > 0) throw templateError('a bracket is closed that was not opened');
  return pipeline;
}

function readPipeline(rest: Token[]): Pipeline {
  const variables = readVariables(rest);
  const commands: Operand[][] = [[]];
  for (let token = rest[0]; token; token = rest[0]) {
    if (isSign(token, ')')) break;
    rest.shift();
    if (isSign(token, '|')) commands.push([]);
    else commands.at(-1)?.push(readOperand(token, rest));
  }
  if (commands.some((command) => command.length === 0)) throw templateError('a value is missing');
  return { variables, commands };
}

/** `$x :=`, `$i, $x :=`; empty if none is set. */
function readVariables(rest: Token[]): readonly string[] {
  const end = rest.findIndex((token) => isSign(token, ':=') || isSign(token, '='));
  if (end < 0) return [];
  const names = rest.splice(0, end + 1).flatMap((token) => (token.kind === 'variable' ? [token.name] : []));
  if (names.length === 0) throw templateError('only variables ($name) can be set');
  return names;
}

function readOperand(token: Token, rest: Token[]): Operand {
  if (token.kind !== 'sign') return token;
  if (token.value !== '(') throw templateError(`"${token.value}" is in the wrong place`);
  const pipeline = readPipeline(rest);
  if (!rest.shift()) throw templateError('a bracket is not closed');
  const [next] = rest;
  // `(index . 0).Name` and `(f) .Name` are the same tokens; people write the first.
  if (next?.kind !== 'field' || next.path.length === 0) return { kind: 'nested', pipeline, path: [] };
  rest.shift();
  return { kind: 'nested', pipeline, path: next.path };
}

const isSign = (token: Token, value: string): boolean => token.kind === 'sign' && token.value === value;
