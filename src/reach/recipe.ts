import type { Json } from '../model/json.ts';
import type { Dockerfile, Instruction, Stage } from '../practice/dockerfile/dockerfile.ts';

/** What a Dockerfile says of these stages, as a text to compare: comments and blanks between words say nothing. */
export function recipeOf({ text, escapeChar, globals }: Dockerfile, stages: readonly Stage[]): string {
  return JSON.stringify([
    directivesOf(text),
    escapeChar,
    globals.map(told),
    stages.map(({ name = null, from, instructions }) => [name, told(from), instructions.map(told)]),
  ]);
}

/** `# syntax=…` and its like, before anything else. */
function directivesOf(text: string): readonly string[] {
  const directives: string[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (!/^\s*#\s*[a-z]+\s*=/i.test(line)) break;
    directives.push(line.trim());
  }
  return directives;
}

function told({ keyword, flags, words, heredocs, trigger }: Instruction): Json {
  return [
    keyword,
    flags.map(({ name, value }) => [name, value]),
    words.map(({ raw }) => raw),
    heredocs.map(({ name, body }) => [name, body]),
    trigger ? told(trigger) : null,
  ];
}
