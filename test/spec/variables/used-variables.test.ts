import { expect, test } from 'vitest';
import { usedVariables } from '../../../src/spec/variables/used-variables.ts';

test('usedVariables() finds every variable, inside of words too, with what the files say about it', () => {
  const model = {
    a: '$PLAIN $$NOT ${NEST:-x-${INNER-deep}}',
    b: ['${ALT:+on}', { c: '${REQ:?must be set} ${PLAIN:-later} ${ALT}' }, 5, null],
    $KEY: '${BROKEN',
  };

  expect(
    usedVariables(model).map(({ name, required, defaultValue, alternateValue }) =>
      [name, required ? 'required' : '', defaultValue, alternateValue].join('|'),
    ),
  ).toEqual(['ALT|||on', 'INNER||deep|', 'NEST||x-${INNER-deep}|', 'PLAIN||later|', 'REQ|required||']);
});

test('usedVariables() finds none in a model that is nothing', () => {
  expect(usedVariables(null)).toEqual([]);
});
