import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type Chunk, linkChunks } from '../../../scripts/build/link-chunks.ts';

/** Runs them, and tells what they wrote down in `seen`. */
async function run(chunks: Record<string, string>): Promise<readonly unknown[]> {
  const list: Chunk[] = Object.entries(chunks).map(([name, code]) => ({ name: `./${name}`, code }));
  const seen: unknown[] = [];
  const done = runInNewContext(linkChunks(list, './main.js'), {
    seen,
    require: (name: string) => `node's ${name}`,
  });
  await done.finished;
  return seen;
}

test('what is imported is there under both names, whole modules of Node too', async () => {
  const seen = await run({
    'main.js':
      'import { a, b as c } from "./one.js"; import fs, * as all from "node:fs"; seen.push(a, c(), fs, all);',
    'one.js': 'var a = 1; function two() { return 2 } export { a, two as b };',
  });
  expect(seen).toEqual([1, 2, "node's node:fs", "node's node:fs"]);
});

test('a chunk runs once, before what imports it, and not before somebody imports it', async () => {
  const seen = await run({
    'main.js':
      'import "./one.js"; import { x } from "./one.js"; seen.push("main"); var finished = import("./late.js").then((late) => seen.push(late.default, x)); export { finished };',
    'one.js': 'seen.push("one"); var x = "x"; export { x };',
    'late.js': 'import { x } from "./one.js"; seen.push("late"); export default { x }.x + 1;',
    'never.js': 'seen.push("never");',
  });
  expect(seen).toEqual(['one', 'main', 'late', 'x1', 'x']);
});

test('what only passes on what another chunk has', async () => {
  const seen = await run({
    'main.js': 'import { there } from "./between.js"; seen.push(there);',
    'between.js': 'import { here } from "./one.js"; export { here as there };',
    'one.js': 'var here = "here"; export { here };',
  });
  expect(seen).toEqual(['here']);
});

test('a text that looks like an import stays a text', async () => {
  const seen = await run({ 'main.js': 'seen.push(`import("./one.js")`, "export{a};");' });
  expect(seen).toEqual(['import("./one.js")', 'export{a};']);
});

test('a function of a chunk that is called as one would call the loader does not get in its way', async () => {
  const seen = await run({
    'main.js':
      'async function start() { const load = async () => (await import("./late.js")).late; seen.push(await load()); } var finished = start(); export { finished };',
    'late.js': 'var late = "late"; export { late };',
  });
  expect(seen).toEqual(['late']);
});
