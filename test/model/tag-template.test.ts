import { expect, test } from 'vitest';
import { asTagText, isReferenceTemplate, parseTagTemplate } from '../../src/model/tag-template.ts';

test('parseTagTemplate() takes texts and words apart', () => {
  expect(parseTagTemplate('r:5000/{service}:{env:CI_BUILD}-x')).toEqual([
    { kind: 'text', text: 'r:5000/' },
    { kind: 'word', word: 'service' },
    { kind: 'text', text: ':' },
    { kind: 'word', word: 'env', argument: 'CI_BUILD' },
    { kind: 'text', text: '-x' },
  ]);
});

test.each([
  ['{git-descripe}', 'there is no word "git-descripe"', 'did you mean "git-describe"?'],
  ['{x}', 'there is no word "x"', expect.stringContaining('the words are: service, project, git-sha')],
  ['{env:}', '"env" needs a name: {env:NAME}', undefined],
  ['{file:}', '"file" needs a name: {file:VERSION}', undefined],
  ['{date:%Y}', '"date" takes nothing behind it', undefined],
  ['v{date', 'it has a brace without the other one', undefined],
])('parseTagTemplate() of %s says what is wrong', (template, why, hint) => {
  expect(() => parseTagTemplate(template)).toThrow(
    expect.objectContaining({
      code: 'bad-tag',
      message: `"${template}" is no template of a tag: ${why}`,
      hint,
    }),
  );
});

test.each([
  ['{git-describe}', false],
  ['{env:NAME}', false],
  ['{service}:1', true],
  ['me/{service}', true],
])('isReferenceTemplate() of %s is %s', (template, isReference) => {
  expect(isReferenceTemplate(parseTagTemplate(template))).toBe(isReference);
});

test('asTagText() makes a tag of a branch', () => {
  expect(asTagText('feature/über x_1.0')).toBe('feature-ber-x_1.0');
});
