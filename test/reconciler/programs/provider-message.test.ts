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

  test('tells errors and what is only for the curious from what everybody is to read', () => {
    expect(readProviderMessage('{"type":"error","message":"oops"}')).toEqual({ kind: 'error', text: 'oops' });
    expect(readProviderMessage('{"type":"debug","message":"hm"}')).toEqual({ kind: 'debug', text: 'hm' });
    expect(readProviderMessage('{"type":"setenv","message":"A="}')).toEqual({
      kind: 'variable',
      name: 'A',
      value: '',
      isRaw: false,
    });
    expect(readProviderMessage('{"type":"setenv","message":"A"}')).toBeUndefined();
    expect(readProviderMessage('{"type":"info","message":7}')).toBeUndefined();
    expect(readProviderMessage('null')).toBeUndefined();
  });
});
