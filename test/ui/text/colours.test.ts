import { expect, test } from 'vitest';
import { wantsColour } from '../../../src/ui/text/colours.ts';

test.each([
  ['auto', true, {}, true],
  ['auto', false, {}, false],
  ['auto', true, { NO_COLOR: '1' }, false],
  ['auto', true, { NO_COLOR: '' }, true],
  ['auto', true, { TERM: 'dumb' }, false],
  ['always', false, { NO_COLOR: '1' }, true],
  ['never', true, {}, false],
] as const)(
  'wantsColour() with --ansi %s, terminal %s and %o is %s',
  (ansi, isTerminal, environment, expected) => {
    expect(wantsColour({ ansi, isTerminal, environment: new Map(Object.entries(environment)) })).toBe(
      expected,
    );
  },
);
