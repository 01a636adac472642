import { expect, test } from 'vitest';
import { OutputLines } from '../../../src/reconciler/programs/output-lines.ts';

test('OutputLines gives whole lines of each stream, and keeps the last ten of both', () => {
  const told: string[] = [];
  const lines = new OutputLines((text, stream) => void told.push(`${stream} ${text}`));
  const euro = Buffer.from('€');

  lines.take('stdout', Buffer.from('a'));
  lines.take('stderr', Buffer.from('oops\r\n'));
  lines.take('stdout', Buffer.concat([Buffer.from(' b\nc'), euro.subarray(0, 1)]));
  lines.take('stdout', Buffer.concat([euro.subarray(1), Buffer.from('\nrest')]));

  expect(told).toEqual(['stderr oops', 'stdout a b', 'stdout c€']);
  expect(lines.end()).toBe('oops\na b\nc€\nrest');
  for (let n = 1; n <= 12; n++) lines.take('stdout', Buffer.from(`${n}\n`));
  expect(lines.end().split('\n')).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
});

test('OutputLines tells a last line once, and none where the last one has ended', () => {
  const told: string[] = [];
  const lines = new OutputLines((text, stream) => void told.push(`${stream} ${text}`));
  lines.take('stdout', Buffer.from('a\r\n\nb'));
  lines.take('stderr', Buffer.from('c'));

  expect(lines.end()).toBe('a\n\nb\nc');
  expect(lines.end()).toBe('a\n\nb\nc');
  expect(told).toEqual(['stdout a', 'stdout ', 'stdout b', 'stderr c']);
});

test('OutputLines gives no further line before there is room for it', async () => {
  const told: string[] = [];
  let makeRoom = (): void => {};
  const room = new Promise<void>((resolve) => {
    makeRoom = resolve;
  });
  const lines = new OutputLines((text) => {
    told.push(text);
    return text === 'b' ? room : undefined;
  });
  const taken = lines.take('stdout', Buffer.from('a\nb\nc\n'));

  expect(told).toEqual(['a', 'b']);
  makeRoom();
  await taken;
  expect(told).toEqual(['a', 'b', 'c']);
});

test('OutputLines keeps the end of lines that are too long', () => {
  const lines = new OutputLines(() => {});
  lines.take('stdout', Buffer.from(`${'x'.repeat(3000)}y`));

  expect(lines.end()).toBe(`${'x'.repeat(2047)}y`);
});
