import { expect, test } from 'vitest';
import { NO_GLOBALS } from '../../../src/cli/context/globals.ts';
import { completeCommands } from '../../../src/cli/failures/complete-command.ts';

test('completeCommands() repeats what said which project is meant, as a shell takes it', () => {
  const globals = {
    ...NO_GLOBALS,
    file: ['a.yaml', 'my file.yaml'],
    projectName: 'shop',
    profile: ['dev'],
    context: 'far',
  };
  expect(completeCommands('correct it, or look: gantry logs db', globals)).toBe(
    "correct it, or look: gantry -c far -f a.yaml -f 'my file.yaml' -p shop --profile dev logs db",
  );
});

test('completeCommands() leaves a command as it is where nothing was said', () => {
  expect(completeCommands('gantry logs db', NO_GLOBALS)).toBe('gantry logs db');
});

test.each([
  ['gantry --progress plain build db', 'gantry -p shop --progress plain build db'],
  ['run gantry in WSL', 'run gantry in WSL'],
])('completeCommands() tells commands from words about the program: %j', (text, completed) => {
  expect(completeCommands(text, { ...NO_GLOBALS, projectName: 'shop' })).toBe(completed);
});
