import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type BundledFile, chunks, preloads, script, style } from '../../src/serve/generated/page-files.js';

const KB = 1024;

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
const sentBytes = ({ brotli }: BundledFile): number => Buffer.byteLength(brotli, 'base64');
const textOf = ({ brotli }: BundledFile): string =>
  brotliDecompressSync(Buffer.from(brotli, 'base64')).toString();

test('what a page loads first is small, and all its scripts are at most 120 KB', () => {
  const first = [script, ...chunks.filter(({ name }) => preloads.includes(name))];

  expect(sum(first.map(sentBytes))).toBeLessThan(32 * KB);
  expect(sum([script, ...chunks].map(sentBytes))).toBeLessThan(120 * KB);
  expect(sentBytes(style)).toBeLessThan(12 * KB);
});

test('what draws terminals, the history, all projects and a watch is loaded when it is shown', () => {
  // `chunk-…`: what several of them share.
  const later = chunks
    .map(({ name }) => name)
    .filter((name) => !preloads.includes(name) && !name.startsWith('chunk-'));

  expect(later.toSorted()).toEqual([
    expect.stringMatching(/^draw-terminal-\w+\.js$/),
    expect.stringMatching(/^history-view-\w+\.js$/),
    expect.stringMatching(/^overview-page-\w+\.js$/),
    expect.stringMatching(/^watch-view-\w+\.js$/),
  ]);
  for (const name of later) expect(textOf(script)).toContain(`import("./${name}")`);
});

test('nothing in the page makes markup or code of text, or loads anything from elsewhere', () => {
  const scripts = [script, ...chunks].map(textOf).join('\n');
  expect(scripts).not.toMatch(/\beval\(|new Function|document\.write|insertAdjacentHTML/);
  // What preact has for `dangerouslySetInnerHTML`, which no file of ours names.
  expect(textOf(script)).not.toMatch(/dangerouslySetInnerHTML\s*:\s*\{/);
  expect(`${textOf(script)}${textOf(style)}`).not.toMatch(
    /(?:src|href|import|url)\s*[=(]\s*["']?(?:https?:)?\/\//,
  );
});

test('files that a browser keeps for ever have a name that says what is in them', () => {
  expect([script.name, style.name]).toEqual([
    expect.stringMatching(/^page-[0-9a-f]{12}\.js$/),
    expect.stringMatching(/^page-[0-9a-f]{12}\.css$/),
  ]);
});
