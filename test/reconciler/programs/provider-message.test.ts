import { describe, expect, test } from 'vitest';
import { readProviderMessage } from '../../../src/reconciler/programs/provider-message.ts';

describe('readProviderMessage()', () => {
  test('reads what a provider may say', () => {
    expect(readProviderMessage('{"type":"info","message":"one moment"}')).toEqual({
      kind: 'info',
      text: 'one moment',
    });
    expect(readProviderMessage('{"type":"setenv","message":"URL=a=b"}')).toEqual({
      kind: 'variable',
      name: 'URL',
      value: 'a=b',
      isRaw: false,
    });
    expect(readProviderMessage('{"type":"rawsetenv","message":"URL="}')).toMatchObject({
      value: '',
      isRaw: true,
    });
  });

  test('takes nothing else for a message', () => {
    for (const line of [
      'hello',
      '',
      '[]',
      '{"type":"info"}',
      '{"type":"shout","message":"x"}',
      '{"type":"setenv","message":"=x"}',
    ])
      expect(readProviderMessage(line)).toBeUndefined();
  });
});
