import {
  type DynamicImport,
  type ExportNamedDeclaration,
  type ImportDeclaration,
  type ModuleExportName,
  parseSync,
} from 'oxc-parser';

/** One file of a bundle that was split: `name` is what the others import (`./chunk-AB12.js`), `code` an ES module. */
export interface Chunk {
  readonly name: string;
  readonly code: string;
}

/** A name that no chunk uses for something of its own, at whatever depth: that one would be called instead. */
const LOAD = '$load';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * One script from all chunks: each is a function that runs when it is first imported.
 *
 * In one scope, V8 keeps a record of every function of the program, called or not, and takes them all from the code
 * cache at each start: a sixth of the time of `version`. It keeps none of the functions inside of one that never ran.
 *
 * An import becomes a plain variable, which is right while nobody assigns to an exported variable once its chunk ran.
 * Chunks do not import one another in circles: esbuild puts modules that do into one.
 *
 * Error: a chunk that is no ES module, with its name
 */
export function linkChunks(chunks: readonly Chunk[], entry: string): string {
  const names = new Set(chunks.map(({ name }) => name));
  const functions = chunks.map(
    (chunk) => `${JSON.stringify(chunk.name)}:function(){${functionBody(chunk, names)}\n}`,
  );
  return `var chunks={${functions.join(',\n')}},loaded={};
function ${LOAD}(name){return loaded[name]||(loaded[name]=chunks[name]()||{})}
${LOAD}(${JSON.stringify(entry)});`;
}

function functionBody({ name, code }: Chunk, names: ReadonlySet<string>): string {
  const { program, module, errors } = parseSync(name, code, { sourceType: 'module' });
  const [error] = errors;
  if (error) throw new Error(`${name}: ${error.message}`);
  const fetch = (from: string): string => `${names.has(from) ? LOAD : 'require'}(${JSON.stringify(from)})`;
  const edits = module.dynamicImports.map((found) => promise(found, code, fetch));
  for (const node of program.body) {
    const { start, end } = node;
    if (node.type === 'ImportDeclaration') edits.push({ start, end, text: variables(node, fetch) });
    else if (node.type === 'ExportDefaultDeclaration')
      edits.push({
        start,
        end,
        text: `return{default:${code.slice(node.declaration.start, node.declaration.end)}};`,
      });
    else if (node.type === 'ExportNamedDeclaration') edits.push({ start, end, text: returned(node) });
  }
  return apply(edits, code);
}

/** `import { a as b } from "./x.js";` → `var {a:b}=$load("./x.js");` */
function variables({ source, specifiers }: ImportDeclaration, fetch: (from: string) => string): string {
  const value = fetch(source.value);
  const declared = specifiers.map((specifier) =>
    specifier.type === 'ImportSpecifier'
      ? `{${nameOf(specifier.imported)}:${specifier.local.name}}=${value}`
      : // What Node has is a CommonJS module, whose default is all of it.
        `${specifier.local.name}=${value}`,
  );
  return declared.length > 0 ? `var ${declared.join(',')};` : `${value};`;
}

/** `import("./x.js")` → a promise of what `$load("./x.js")` gives. */
function promise(
  { start, end, moduleRequest }: DynamicImport,
  code: string,
  fetch: (from: string) => string,
): Edit {
  const from: string = JSON.parse(code.slice(moduleRequest.start, moduleRequest.end));
  return { start, end, text: `Promise.resolve().then(()=>${fetch(from)})` };
}

/** `export { a as b };` → `return {b:a};`: esbuild writes all exports into one statement, the last. */
function returned({ specifiers }: ExportNamedDeclaration): string {
  return `return{${specifiers.map(({ local, exported }) => `${nameOf(exported)}:${nameOf(local)}`).join(',')}};`;
}

const nameOf = (name: ModuleExportName): string =>
  name.type === 'Literal' ? JSON.stringify(name.value) : name.name;

function apply(edits: readonly Edit[], code: string): string {
  let result = code;
  for (const { start, end, text } of [...edits].sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + text + result.slice(end);
  return result;
}
