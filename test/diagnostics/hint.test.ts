import { expect, test } from 'vitest';
import { blank, commandHint, gantry, hintText, mapHint } from '../../src/diagnostics/hint.ts';

test('hintText() prints a command as a shell takes it, and what is to be filled in as it is', () => {
  expect(hintText('correct the name')).toBe('correct the name');
  expect(hintText(gantry('exec', 'db', 'sh', '-c', "echo 'x'"))).toBe(
    "gantry exec db sh -c 'echo '\\''x'\\'''",
  );
  expect(hintText(['see `', gantry('logs', blank('SERVICE')), '`, or ', commandHint('docker', 'ps')])).toBe(
    'see `gantry logs SERVICE`, or docker ps',
  );
});

test('mapHint() gives commands and texts to others, wherever they stand', () => {
  const mapped = mapHint(
    ['look: ', gantry('ps')],
    (command) => ({ ...command, words: ['-p', 'shop', ...command.words] }),
    (text) => text.toUpperCase(),
  );

  expect(hintText(mapped)).toBe('LOOK: gantry -p shop ps');
});
