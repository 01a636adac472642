import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BuildMoment, Progress } from '../../../src/model/event.ts';
import { stepId } from '../../../src/model/ids.ts';
import { BuildText } from '../../../src/ui/progress/build-text.ts';
import { lines } from '../../support/lines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const WEB = stepId(1);
const API = stepId(2);

function moment(
  step: number,
  what: BuildMoment['what'],
  text = '',
  more: Partial<Progress> & Pick<BuildMoment, 'seconds' | 'complete'> = {},
): Progress {
  const { seconds, complete, ...progress } = more;
  const times = { ...(seconds !== undefined && { seconds }), ...(complete && { complete }) };
  return { text, ...progress, build: { step, what, ...times } };
}

function aText() {
  const written: string[] = [];
  const text = new BuildText((line) => written.push(line));
  return { text, written: () => lines(...written) };
}

test('BuildText holds back no more than a megabyte of a step, while another one writes', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[1/1] RUN one'));
  text.take(WEB, 'web', moment(1, 'line', 'one'));
  text.take(WEB, 'web', moment(2, 'begun', '[1/1] RUN two'));
  const line = 'x'.repeat(1000);
  for (let n = 0; n < 1000; n++) text.take(WEB, 'web', moment(2, 'line', line));
  expect(written()).not.toContain(line);
  for (let n = 0; n < 100; n++) text.take(WEB, 'web', moment(2, 'line', line));
  expect(written()).toContain(line);
});

test('BuildText writes each line with the number of its step, as the plain progress of BuildKit does it', () => {
  const { text, written } = aText();
  for (const progress of [
    moment(0, 'begun', '[internal] load build context'),
    moment(0, 'item', 'transferring context:', { currentBytes: 2_020_000, seconds: 0.12, complete: true }),
    moment(0, 'done', 'done', { seconds: 0.14 }),
    moment(1, 'begun', '[1/3] FROM busybox'),
    moment(1, 'cached', 'cached', { seconds: 0 }),
    moment(2, 'begun', '[2/3] RUN npm install'),
    moment(2, 'line', 'added 12 packages', { seconds: 0.51234 }),
    moment(2, 'line', 'slow', { seconds: 83.456 }),
    moment(2, 'line', 'without a time'),
    moment(2, 'warning', 'old syntax'),
    moment(2, 'failed', 'exit code: 1', { seconds: 83.5 }),
    moment(3, 'begun', 'exporting to image'),
    moment(3, 'cancelled', 'cancelled', { seconds: 0 }),
  ])
    text.take(WEB, 'web', progress);

  expect(written()).toBe(
    lines(
      '#1 [web internal] load build context',
      '#1 transferring context: 2.02MB 0.1s done',
      '#1 DONE 0.1s',
      '',
      '#2 [web 1/3] FROM busybox',
      '#2 CACHED',
      '',
      '#3 [web 2/3] RUN npm install',
      '#3 0.512 added 12 packages',
      '#3 83.45 slow',
      '#3 without a time',
      '#3 WARN: old syntax',
      '#3 ERROR: exit code: 1',
      '',
      '#4 [web] exporting to image',
      '#4 CANCELED',
    ),
  );
});

test('BuildText keeps the lines of a step together until it ends, and numbers the steps of all builds', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[1/1] RUN a'));
  text.take(API, 'api', moment(1, 'begun', '[1/1] RUN b'));
  text.take(WEB, 'web', moment(1, 'line', 'one', { seconds: 1 }));
  text.take(API, 'api', moment(1, 'line', 'other', { seconds: 1 }));
  text.take(WEB, 'web', moment(1, 'line', 'two', { seconds: 2 }));
  text.take(WEB, 'web', moment(1, 'done', 'done', { seconds: 2 }));

  expect(written()).toBe(
    lines(
      '#1 [web 1/1] RUN a',
      '#1 1.000 one',
      '#1 2.000 two',
      '#1 DONE 2.0s',
      '',
      '#2 [api 1/1] RUN b',
      '#2 1.000 other',
    ),
  );
});

test('BuildText gives another step its turn when the one before takes long', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[1/1] RUN a'));
  text.take(API, 'api', moment(1, 'begun', '[1/1] RUN b'));
  text.take(API, 'api', moment(1, 'line', 'other', { seconds: 1 }));
  expect(written()).toBe('#1 [web 1/1] RUN a');

  vi.advanceTimersByTime(5000);

  expect(written()).toBe(lines('#1 [web 1/1] RUN a', '#1 ...', '', '#2 [api 1/1] RUN b', '#2 1.000 other'));
});

test('BuildText writes of a layer only what is news', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[1/1] FROM a'));
  for (const currentBytes of [0, 1, 2, 30, 31, 100])
    text.take(WEB, 'web', moment(1, 'item', 'sha256:1', { currentBytes, totalBytes: 100 }));

  expect(written()).toBe(
    lines(
      '#1 [web 1/1] FROM a',
      '#1 sha256:1 0B / 100B',
      '#1 sha256:1 30B / 100B',
      '#1 sha256:1 100B / 100B',
    ),
  );
});

test('BuildText writes at the end of a build what was held back, and how long its steps took', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[1/2] RUN a'));
  text.take(WEB, 'web', moment(2, 'begun', '[2/2] COPY b'));
  text.take(WEB, 'web', moment(2, 'cached', 'cached', { seconds: 0 }));
  text.take(WEB, 'web', moment(1, 'done', 'done', { seconds: 12.34 }));
  text.take(WEB, 'web', moment(3, 'begun', 'exporting to image'));
  text.take(API, 'api', moment(1, 'begun', '[1/1] RUN b'));
  text.take(API, 'api', moment(1, 'line', 'goes on', { seconds: 1 }));
  text.end(WEB, 'p-web');

  expect(written().split('\n').slice(-8)).toEqual([
    '',
    '#3 [web] exporting to image',
    '',
    ' Times of image p-web (3 steps, 1 cached):',
    '    12.3s  #1 [web 1/2] RUN a',
    '',
    '#4 [api 1/1] RUN b',
    '#4 1.000 goes on',
  ]);
});

test('BuildText says once who builds', () => {
  const { text, written } = aText();
  const builder = moment(-3, 'builder', 'building with "default" instance using docker driver');
  text.take(WEB, 'web', builder);
  text.take(API, 'api', builder);
  text.take(WEB, 'web', moment(1, 'begun', '[1/1] FROM busybox'));
  expect(written()).toBe(
    lines('#0 building with "default" instance using docker driver', '', '#1 [web 1/1] FROM busybox'),
  );
});

test('BuildText shows a step once that a builder begins again, unless more comes of it', () => {
  const { text, written } = aText();
  for (const progress of [
    moment(1, 'begun', '[internal] load remote build context'),
    moment(1, 'done', 'done', { seconds: 0.1 }),
    moment(1, 'begun', '[internal] load remote build context'),
    moment(1, 'cached', 'cached', { seconds: 0.1 }),
    moment(2, 'begun', '[1/1] RUN a'),
    moment(2, 'done', 'done', { seconds: 1 }),
    moment(2, 'begun', '[1/1] RUN a'),
    moment(2, 'line', 'once more', { seconds: 2 }),
    moment(2, 'line', 'and on', { seconds: 2 }),
    moment(2, 'done', 'done', { seconds: 3 }),
  ])
    text.take(WEB, 'web', progress);
  expect(written()).toBe(
    lines(
      '#1 [web internal] load remote build context',
      '#1 DONE 0.1s',
      '',
      '#2 [web 1/1] RUN a',
      '#2 DONE 1.0s',
      '',
      '#2 [web 1/1] RUN a',
      '#2 2.000 once more',
      '#2 2.000 and on',
      '#2 DONE 3.0s',
    ),
  );
});

test('BuildText ends a build that failed with its step and the reason, between dashes, below the lines of the step', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[2/2] RUN make'));
  text.take(WEB, 'web', moment(1, 'line', 'no rule', { seconds: 1 }));
  text.take(WEB, 'web', moment(1, 'failed', 'exit code: 2', { seconds: 3 }));
  text.end(WEB, 'app');
  expect(written()).toBe(
    lines(
      '#1 [web 2/2] RUN make',
      '#1 1.000 no rule',
      '#1 ERROR: exit code: 2',
      '------',
      ' > [web 2/2] RUN make:',
      '------',
      'failed to solve: exit code: 2',
    ),
  );
  expect([text.hasJustShown(WEB), text.hasJustShown(API)]).toEqual([true, false]);
});

test('BuildText repeats the last ten lines of a step that failed, where others stand between', () => {
  const { text, written } = aText();
  text.take(WEB, 'web', moment(1, 'begun', '[2/2] RUN make'));
  for (let line = 1; line <= 12; line++)
    text.take(WEB, 'web', moment(1, 'line', `line ${line}`, { seconds: 1 }));
  text.take(WEB, 'web', moment(1, 'failed', 'exit code: 2', { seconds: 0 }));
  text.take(WEB, 'web', moment(2, 'begun', '[internal] load build context'));
  text.take(WEB, 'web', moment(2, 'cancelled', 'cancelled', { seconds: 0 }));
  text.end(WEB, 'app');
  expect(written()).toMatch(
    new RegExp(
      [
        '#2 CANCELED\n------\n > \\[web 2/2\\] RUN make:\n',
        ...Array.from({ length: 10 }, (_, index) => `1\\.000 line ${index + 3}\n`),
        '------\nfailed to solve: exit code: 2\n?$',
      ].join(''),
    ),
  );
  expect(text.hasJustShown(WEB)).toBe(true);

  text.take(API, 'api', moment(1, 'begun', '[1/1] RUN b'));
  text.take(API, 'api', moment(1, 'done', 'done', { seconds: 0 }));
  expect(text.hasJustShown(WEB)).toBe(false);
});
