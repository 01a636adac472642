import { expect, test } from 'vitest';
import { SecretVariables } from '../../../src/spec/variables/secret-variables.ts';

const variables = new Map([
  ['FEED', 'one'],
  ['PART', 'two'],
  ['API_TOKEN', 'three'],
  ['OPEN', 'four'],
]);

test('SecretVariables are those that secrets are made of, and that are the whole value of a secret name', () => {
  const known = new SecretVariables();
  const written = {
    secrets: { a: { environment: 'FEED' }, b: { content: 'x=${PART}' }, c: { file: 'f' }, d: null },
  };
  known.noteSecrets(written, written, variables);
  known.note('${WHOLE:-x}', 'DB_PASSWORD', 'x', variables);
  known.note('DB_PASSWORD=$BARE', 0, 'DB_PASSWORD=', variables);
  known.note('pg://${USER}@${HOST}/', 'DB_DSN', 'pg://@/', variables);
  known.note('${OPEN}', 'PORT', 'four', variables);

  expect([...known.names()]).toEqual(['FEED', 'PART', 'WHOLE', 'BARE']);
});

test('SecretVariables have all values that files see of them', () => {
  const known = new SecretVariables();
  known.noteSecrets({}, { secrets: { a: { environment: 'FEED' } } }, new Map([['FEED', 'other']]));
  known.note('${API_TOKEN}', 'note', 'included', new Map([['API_TOKEN', 'included']]));

  expect(known.valuesByName(variables)).toEqual(
    new Map([
      ['FEED', new Set(['one', 'other'])],
      ['API_TOKEN', new Set(['three', 'included'])],
    ]),
  );
});

test('SecretVariables of a file whose secrets are no map are none', () => {
  const known = new SecretVariables();
  for (const tree of [null, [], { secrets: 'x' }, { secrets: [1] }, { secrets: { a: { environment: 1 } } }])
    known.noteSecrets(tree, tree, variables);

  expect([...known.names()]).toEqual([]);
});
