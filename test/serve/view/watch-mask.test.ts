import { expect, test } from 'vitest';
import type { PageWatch } from '../../../src/model/page-watch.ts';
import { WatchMask } from '../../../src/serve/view/watch-mask.ts';
import { advanceWatch, newWatch } from '../../../src/serve/view/watch-view.ts';

const hide = (text: string): string => text.replaceAll(/hunter2|-----BEGIN[\s\S]*-----END/g, '•••');

/** The watch with all that is told having this text. */
function watchTelling(text: string): PageWatch {
  const events = [
    { type: 'work-started', work: 'exec', services: ['web'] },
    { type: 'files-copied', copied: [`/app/${text}`], removed: [] },
    { type: 'work-output', container: 'web-1', line: text },
    { type: 'watch-warning', message: text },
    { type: 'work-ended', hasFailed: true, failed: new Map([['web', text]]) },
    { type: 'watch-notice', message: text },
  ] as const;
  return events.reduce<PageWatch>((watch, event) => advanceWatch(watch, event, 1), newWatch(0));
}

test('WatchMask takes secrets out of all that is said and written', () => {
  const shown = new WatchMask(hide).over(watchTelling('hunter2'));

  expect(JSON.stringify(shown)).not.toContain('hunter2');
  expect(JSON.stringify(shown).match(/•••/g)).toHaveLength(5);
});

test('WatchMask knows a secret by all of its lines', () => {
  const lines = ['-----BEGIN', 'aaaa', '-----END', 'ready'];
  const watch = lines.reduce<PageWatch>(
    (before, line) => advanceWatch(before, { type: 'work-output', line }, 1),
    advanceWatch(newWatch(0), { type: 'work-started', work: 'rebuild', services: ['web'] }, 1),
  );

  expect(new WatchMask(hide).over(watch).entries[1]?.output).toEqual(['•••', 'ready']);
});

test('WatchMask gives the same object for what has not changed, which is then not sent again', () => {
  const mask = new WatchMask(hide);
  const watch = watchTelling('hunter2');
  const later = advanceWatch(watch, { type: 'watch-notice', message: 'later' }, 2);

  expect(mask.over(later).entries[1]).toBe(mask.over(watch).entries[1]);
});
