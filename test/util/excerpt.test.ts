import { expect, test } from 'vitest';
import { excerpt, excerptOfLine } from '../../src/util/excerpt.ts';

test('excerpt() keeps what anybody may read', () => {
  const message = `there are ${Array.from({ length: 100 }, (_, index) => `service-${index}`).join(', ')}`;

  expect(excerpt(message)).toBe(message);
});

test('excerpt() repeats some hundred characters of a value, and says how many it leaves out', () => {
  const shown = excerpt(`cpus: "${'x'.repeat(281_000)}" is not a number`);

  expect(shown).toMatch(/^cpus: "x+… \(280602 more characters\) …x+" is not a number$/);
  expect(shown.length).toBeLessThan(500);
  expect(excerpt('a b '.repeat(10_000)).length).toBeLessThan(2000);
});

test('excerpt() cuts no character in two', () => {
  expect(excerpt(`a${'😀'.repeat(1000)}`)).not.toMatch(
    /(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/,
  );
});

test('excerptOfLine() keeps a line of JSON without blanks', () => {
  const line = JSON.stringify({ message: 'x'.repeat(1500) });

  expect(excerptOfLine(line)).toBe(line);
  expect(excerptOfLine('x'.repeat(100_000)).length).toBeLessThan(2000);
});
