import { expect, test } from 'vitest';
import { UserError } from '../../src/diagnostics/user-error.ts';
import { describeFailure } from '../../src/ui/errors/describe-failure.ts';
import { showFailures } from '../../src/ui/errors/show-failure.ts';
import { showField } from '../../src/ui/plan/show-field.ts';
import { showRelease } from '../../src/ui/tables/history-output.ts';
import { aRelease } from '../support/a-kept-release.ts';

/** Takes away the line above it, sets the title of the window, and goes on in a line of its own. */
const HOSTILE = 'ok\u001b[1A\u001b[2K\u001b]0;title\u0007\n  - container shop-db-1: remove';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

test('a value in a plan can neither hide a line nor make one up', () => {
  const shown = showField({ field: 'environment.X', from: 'ok', to: HOSTILE });

  expect(shown).not.toMatch(OBEYED);
  expect(shown).not.toContain('\n');
});

test('an error moves no cursor, whatever the engine or the files say', () => {
  const error = new UserError('name-taken', `the name is taken by ${HOSTILE}`, {
    hint: `stop ${HOSTILE}`,
    cause: new Error(HOSTILE),
  });

  expect(showFailures([describeFailure(error)], { colour: false })).not.toMatch(OBEYED);
});

test('a release that somebody else wrote moves no cursor, and makes up no line', () => {
  const shown = showRelease(
    aRelease({ savedBy: HOSTILE, typed: [HOSTILE], changes: [HOSTILE], failures: [HOSTILE] }),
  );

  expect(shown).not.toMatch(OBEYED);
  expect(shown).not.toMatch(/^ {0,2}- container/m);
});
