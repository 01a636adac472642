import { expect, test } from 'vitest';
import { completeHint } from '../../../src/cli/context/complete-hint.ts';
import { NO_GLOBALS } from '../../../src/cli/context/globals.ts';
import { blank, commandHint, gantry, type Hint, hintText } from '../../../src/diagnostics/hint.ts';

const SHOP = { ...NO_GLOBALS, projectName: 'shop' };
const completed = (hint: Hint, hide?: (text: string) => string): string =>
  hintText(completeHint(hint, SHOP, hide));

test('completeHint() repeats what said which project is meant, as a shell takes it', () => {
  const globals = {
    ...NO_GLOBALS,
    file: ['a.yaml', 'my file.yaml'],
    projectName: 'shop',
    profile: ['dev'],
    context: 'far',
  };
  expect(hintText(completeHint(['correct it, or look: ', gantry('logs', 'db')], globals))).toBe(
    "correct it, or look: gantry -c far -f a.yaml -f 'my file.yaml' -p shop --profile dev logs db",
  );
});

test('completeHint() leaves a command as it is where nothing was said', () => {
  expect(hintText(completeHint(gantry('logs', 'db'), NO_GLOBALS))).toBe('gantry logs db');
});

test.each<readonly [string, Hint, string]>([
  [
    'before flags of its own',
    gantry('--progress', 'plain', 'build', 'db'),
    'gantry -p shop --progress plain build db',
  ],
  ['never to words about the program', 'run gantry up in WSL', 'run gantry up in WSL'],
  ['never to other programs', commandHint('docker', 'stop', 'db'), 'docker stop db'],
  [
    'never to what runs in a container',
    gantry('exec', 'db', 'sh', '-c', 'gantry up'),
    "gantry -p shop exec db sh -c 'gantry up'",
  ],
  [
    'never to a command that names its project',
    commandHint('gantry', '-f', blank('FILE'), 'drift'),
    'gantry -f FILE drift',
  ],
])('completeHint() adds the flags of the project %s', (_, hint, text) => {
  expect(completed(hint)).toBe(text);
});

test('completeHint() hides secrets in the words of a command and in the text around it', () => {
  const probe = gantry('exec', 'db', 'sh', '-c', "PGPASSWORD='hunter2' psql -c 'select 1'");
  const known = (text: string): string => text.replaceAll('s3same', '••');

  expect(completed(probe, known)).toBe(
    "gantry -p shop exec db sh -c 'PGPASSWORD='\\''••••••'\\'' psql -c '\\''select 1'\\'''",
  );
  expect(completed(['not s3same: ', gantry('exec', 'db', 'echo', 's3same', blank('X'))], known)).toBe(
    "not ••: gantry -p shop exec db echo '••' X",
  );
  expect(completed(gantry('exec', 'db', 'mysqladmin', '--password', 'hunter2', 'ping'), known)).toBe(
    "gantry -p shop exec db mysqladmin --password '••••••' ping",
  );
});

test('completeHint() hides nothing where secrets may be shown', () => {
  expect(completed(gantry('exec', 'db', 'sh', '-c', 'PGPASSWORD=hunter2 psql'))).toContain('hunter2');
});
