import { describe, expect, test, vi } from 'vitest';
import { LatestRequest } from '../../src/util/latest-request.ts';
import { PATIENCE } from '../support/patience.ts';

/** Requests by name. Each is done, or fails, when the test says so. */
function requests() {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const latest = new LatestRequest<string>((name) => {
    begun.push(name);
    return new Promise((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve())));
  });
  return { latest, begun, end: (name: string, error?: Error) => ends.get(name)?.(error) };
}

describe('LatestRequest', () => {
  test('performs one request at a time, and of those that come meanwhile only the last', async () => {
    const { latest, begun, end } = requests();
    const first = latest.request('a');
    const others = ['b', 'c'].map((name) => latest.request(name));
    expect(begun).toEqual(['a']);
    end('a');
    await Promise.resolve();
    await Promise.resolve();
    end('c');
    await Promise.all([first, ...others]);

    expect(begun).toEqual(['a', 'c']);
  });

  test('performs a request that comes as soon as the one before is done', async () => {
    const { latest, begun, end } = requests();
    const first = latest.request('a');
    const second = first.then(() => latest.request('b'));
    end('a');
    await first;
    await Promise.resolve();
    end('b');
    await second;

    expect(begun).toEqual(['a', 'b']);
  });

  test('goes on when the request under way fails, and lets only those know who have nothing to follow', async () => {
    const { latest, begun, end } = requests();
    const replaced = latest.request('a');
    const last = latest.request('b');
    end('a', new Error('a failed'));
    await Promise.resolve();
    await Promise.resolve();
    end('b', new Error('b failed'));

    await expect(Promise.allSettled([replaced, last])).resolves.toMatchObject([
      { reason: new Error('b failed') },
      { reason: new Error('b failed') },
    ]);
    expect(begun).toEqual(['a', 'b']);
    const later = latest.request('c');
    end('c');
    await later;
  });

  test('performs a request that comes right after one has failed', async () => {
    for (let turns = 0; turns < 6; turns++) {
      const { latest, begun, end } = requests();
      const failing = latest.request('a');
      failing.catch(() => {});
      await Promise.resolve();
      end('a', new Error('a failed'));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const next = latest.request('b');
      await vi.waitFor(() => expect(begun).toEqual(['a', 'b']), PATIENCE);
      end('b');
      await next;
    }
  });

  test('waits at its end for the request under way, drops the one that is pending, and takes no other', async () => {
    const { latest, begun, end } = requests();
    const calls = [latest.request('a'), latest.request('b')];
    let closed = false;
    const closing = latest.close().then(() => {
      closed = true;
    });
    await Promise.resolve();
    expect(closed).toBe(false);
    end('a');
    await Promise.all([...calls, closing, latest.request('c')]);

    expect(begun).toEqual(['a']);
  });

  test('can be closed when nothing was asked for, and while a request fails', async () => {
    await requests().latest.close();
    const { latest, end } = requests();
    const failing = latest.request('a');
    const closing = latest.close();
    end('a', new Error('a failed'));

    await expect(failing).rejects.toThrow('a failed');
    await closing;
  });
});
