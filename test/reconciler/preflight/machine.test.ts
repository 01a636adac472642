import os from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { THIS_MACHINE } from '../../../src/reconciler/preflight/machine.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('addresses() has none where the system does not tell them', () => {
  expect(THIS_MACHINE.addresses()).toContain('127.0.0.1');
  vi.spyOn(os, 'networkInterfaces').mockImplementation(() => {
    throw Object.assign(new Error('Unknown system error 24'), { code: 'ERR_SYSTEM_ERROR' });
  });

  expect(THIS_MACHINE.addresses()).toEqual([]);
});
