import { expect, test } from 'vitest';
import { TextSearch } from '../../src/util/text-search.ts';

test('TextSearch finds all words, also inside others', () => {
  const search = new TextSearch(['needle', 'need', 'dle in']);
  expect([...search.in('a needle in hay')]).toEqual([
    { start: 2, word: 'needle' },
    { start: 2, word: 'need' },
    { start: 5, word: 'dle in' },
  ]);
});

test('TextSearch replaces places that overlap as one, and others one by one', () => {
  const search = new TextSearch(['needle', 'dle in', 'hays']);
  expect(search.replace('a needle in hayshays', (found) => `<${found}>`)).toBe('a <needle in> <hays><hays>');
});

test('TextSearch without words leaves the text', () => {
  expect(new TextSearch([]).replace('hay', () => '')).toBe('hay');
});
