import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { script, style } from '../../src/serve/generated/page-files.js';

/** Compressed, as browsers over a network would load it. */
const KB = 1024;

test('the script of the page is at most 120 KB, and its style 12 KB', () => {
  expect(gzipSync(script.text).length).toBeLessThan(120 * KB);
  expect(gzipSync(style.text).length).toBeLessThan(12 * KB);
});

test('nothing in the page makes markup or code of text, or loads anything from elsewhere', () => {
  expect(script.text).not.toMatch(/\beval\(|new Function|document\.write|insertAdjacentHTML/);
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
