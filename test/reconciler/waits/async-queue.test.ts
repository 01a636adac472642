import { describe, expect, test } from 'vitest';
import { AsyncQueue } from '../../../src/reconciler/waits/async-queue.ts';

const never = new AbortController().signal;

describe('AsyncQueue', () => {
  test('gives items in order, those that are there and those that come', async () => {
    const queue = new AsyncQueue<string>();
    queue.push('a');
    queue.push('b');
    expect([await queue.next(never), await queue.next(never)]).toEqual(['a', 'b']);

    const next = queue.next(never);
    queue.push('c');
    expect(await next).toBe('c');
  });

  test('gives what is there before it fails', async () => {
    const queue = new AsyncQueue<string>();
    queue.push('a');
    queue.fail(new Error('the stream broke'));

    expect(await queue.next(never)).toBe('a');
    await expect(queue.next(never)).rejects.toThrow('the stream broke');
    await expect(queue.next(never)).rejects.toThrow('the stream broke');
  });

  test('fails who waits already', async () => {
    const queue = new AsyncQueue<string>();
    const next = queue.next(never);
    queue.fail(new Error('the stream broke'));

    await expect(next).rejects.toThrow('the stream broke');
  });

  test('stops waiting when it is interrupted, and gives nothing any more to who was', async () => {
    const queue = new AsyncQueue<string>();
    const controller = new AbortController();
    const next = queue.next(controller.signal);
    controller.abort(new Error('interrupted'));
    await expect(next).rejects.toThrow('interrupted');

    queue.push('a');
    await expect(queue.next(controller.signal)).rejects.toThrow('interrupted');
    expect(await queue.next(never)).toBe('a');
  });
});
