import { describe, expect, test } from 'vitest';
import { onChangeOf, readOnChange } from '../../src/model/on-change.ts';

describe('readOnChange()', () => {
  test('reads a signal however it is spelled', () => {
    const hangUp = { kind: 'signal', signal: 'SIGHUP' };
    for (const spelled of [
      'SIGHUP',
      'HUP',
      'sighup',
      'signal: SIGHUP',
      { signal: 'SIGHUP' },
      { signal: 'hup' },
    ])
      expect(readOnChange(spelled)).toEqual(hangUp);
    expect(readOnChange('SIGRTMIN+3')).toEqual({ kind: 'signal', signal: 'SIGRTMIN+3' });
  });

  test('knows the three words, and nothing else', () => {
    expect(readOnChange('restart')).toEqual({ kind: 'restart' });
    for (const wrong of [
      'reload',
      'Restart',
      '',
      1,
      null,
      ['SIGHUP'],
      { signal: 'SIGHUP', after: 1 },
      { kill: 'HUP' },
    ])
      expect(readOnChange(wrong)).toBeUndefined();
  });

  test('takes no signal that would end a container at once', () => {
    expect(readOnChange('SIGKILL')).toBeUndefined();
    expect(readOnChange('SIGSTOP')).toBeUndefined();
  });
});

test('onChangeOf() reads what x-gantry says, if it says anything', () => {
  expect(onChangeOf({ 'on-change': 'ignore' })).toEqual({ kind: 'ignore' });
  expect(onChangeOf({})).toBeUndefined();
  expect(onChangeOf(undefined)).toBeUndefined();
});
