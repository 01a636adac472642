import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chunks, script, style } from '../../src/serve/generated/page-files.js';

/** Compressed, as browsers over a network would load it. */
const KB = 1024;

test('what a page loads first is small, and all its scripts are at most 120 KB', () => {
  const sizes = [script, ...chunks].map(({ text }) => gzipSync(text).length);

  expect(sizes[0]).toBeLessThan(32 * KB);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(120 * KB);
  expect(gzipSync(style.text).length).toBeLessThan(12 * KB);
});

test('what draws terminals is loaded when there is one', () => {
  expect(chunks.map(({ name }) => name)).toEqual([expect.stringMatching(/^draw-terminal-\w+\.js$/)]);
  expect(script.text).toContain(`import("./${chunks[0]?.name}")`);
});

test('nothing in the page makes markup or code of text, or loads anything from elsewhere', () => {
  const scripts = [script, ...chunks].map(({ text }) => text).join('\n');
  expect(scripts).not.toMatch(/\beval\(|new Function|document\.write|insertAdjacentHTML/);
  // What preact has for `dangerouslySetInnerHTML`, which no file of ours names.
  expect(script.text).not.toMatch(/dangerouslySetInnerHTML\s*:\s*\{/);
  expect(`${script.text}${style.text}`).not.toMatch(/(?:src|href|import|url)\s*[=(]\s*["']?(?:https?:)?\/\//);
});

test('files that a browser keeps for ever have a name that says what is in them', () => {
  expect([script.name, style.name]).toEqual([
    expect.stringMatching(/^page-[0-9a-f]{12}\.js$/),
    expect.stringMatching(/^page-[0-9a-f]{12}\.css$/),
  ]);
});
