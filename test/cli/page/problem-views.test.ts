import { expect, test } from 'vitest';
import { NO_GLOBALS } from '../../../src/cli/context/globals.ts';
import { failureView, problemView } from '../../../src/cli/page/problem-views.ts';
import { gantry } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { describeFailure } from '../../../src/ui/errors/describe-failure.ts';

const globals = { ...NO_GLOBALS, file: ['/srv/shop/compose.yaml'], projectName: 'shop' };
const hint = ['start it: ', gantry('up', '-d', 'web')];
const said = 'start it: gantry -f /srv/shop/compose.yaml -p shop up -d web';

test('failures on a page have hints that mean its project from any folder', () => {
  const failure = describeFailure(new UserError('no-container', 'service web has no container', { hint }));
  expect(failureView(failure, globals, String).hint).toBe(said);
});

test('who is in the folder of no project is told where all of them are', () => {
  const problem = {
    severity: 'error',
    code: 'no-compose-file',
    message: 'none',
    hint: 'create one',
  } as const;

  expect(problemView(problem).hint).toBe(
    'create one; all projects of the engine are on the page of `gantry ui --all`',
  );
});
