import { expect, test } from 'vitest';
import { THIS_MACHINE } from '../../../src/reconciler/preflight/machine.ts';

test('hasAddress() knows the addresses of this machine from others', async () => {
  expect(await THIS_MACHINE.hasAddress('127.0.0.1')).toBe(true);
  // For documentation: nobody has it.
  expect(await THIS_MACHINE.hasAddress('203.0.113.7')).toBe(false);
  expect(await THIS_MACHINE.hasAddress('no address')).toBe(false);
});
