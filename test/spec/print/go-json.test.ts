import { expect, test } from 'vitest';
import { goJson } from '../../../src/spec/print/go-json.ts';

test('goJson() escapes what Go escapes, keeps the order of members, and has no blanks', () => {
  expect(goJson({ b: '<a>&"\\', a: ['\u2028é\n', null, true, {}] })).toBe(
    '{"b":"\\u003ca\\u003e\\u0026\\"\\\\","a":["\\u2028é\\n",null,true,{}]}',
  );
});

test('goJson() writes fractions with the digits that 32 bits need', () => {
  expect(goJson([0.1, 0.123456789, 33.3, 1e-7, 5])).toBe('[0.1,0.12345679,33.3,1e-7,5]');
});
