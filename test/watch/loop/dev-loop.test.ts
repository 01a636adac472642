import { describe, expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { advance, INITIAL_STATE } from '../../../src/watch/loop/dev-loop.ts';
import type { Job, JobResult, LoopEffect, LoopEvent } from '../../../src/watch/loop/loop-state.ts';
import { prepareMatcher } from '../../../src/watch/rules/match-rule.ts';
import type { WatchRule } from '../../../src/watch/rules/watch-rule.ts';

const web1 = containerId('web-1');
const ok: JobResult = { failed: new Map(), stale: [], caughtUp: [] };

test('what is saved at once is one batch, copied when it was quiet for 10 ms', () => {
  const loop = aLoop([sync]);
  loop.send({ type: 'changed', paths: ['/p/src/a'], atMs: 100 });
  loop.send({ type: 'changed', paths: ['/p/src/b', '/p/src/a'], atMs: 105 });

  expect(loop.alarms()).toEqual([110, 115]);
  loop.send({ type: 'alarm', atMs: 114 });
  expect(loop.jobs()).toEqual([]);
  loop.send({ type: 'alarm', atMs: 115 });
  expect(loop.jobs()).toEqual(['copy a b to web-1']);
});

test('a steady stream of writes is copied after a quarter of a second at the latest', () => {
  const loop = aLoop([sync]);
  for (let atMs = 0; atMs < 1000 && loop.jobs().length === 0; atMs += 5) {
    loop.send({ type: 'changed', paths: ['/p/src/log'], atMs });
    loop.send({ type: 'alarm', atMs });
    expect(atMs).toBeLessThanOrEqual(250);
  }
  expect(loop.jobs()).toEqual(['copy log to web-1']);
});

test('what git does while it holds its lock is one batch, however long the pauses', () => {
  const loop = aLoop([sync]);
  loop.send({ type: 'git', busy: true, atMs: 0 });
  loop.send({ type: 'changed', paths: ['/p/src/a'], atMs: 1 });
  loop.send({ type: 'alarm', atMs: 900 });
  loop.send({ type: 'changed', paths: ['/p/src/b'], atMs: 1500 });
  loop.send({ type: 'git', busy: false, atMs: 1501 });
  loop.send({ type: 'alarm', atMs: 1511 });

  expect(loop.jobs()).toEqual(['copy a b to web-1']);
});

test('a batch is done in the order rebuild, sync, restart, exec, each after the one before', () => {
  const loop = aLoop([
    { ...sync, action: 'sync+exec', exec: { command: ['true'], privileged: false, environment: [] } },
    { ...sync, action: 'sync+restart' },
    { ...sync, service: 'api', action: 'rebuild' },
  ]);
  loop.batch('/p/src/a');
  expect(loop.jobs()).toEqual(['rebuild api']);
  loop.done();
  loop.done();
  loop.done();

  expect(loop.jobs()).toEqual(['rebuild api', 'copy a a to web-1', 'restart web', 'exec web']);
});

test('a service whose build failed is neither restarted nor forgotten, and the others go on', () => {
  const loop = aLoop([
    { ...sync, action: 'rebuild' },
    { ...sync, action: 'restart' },
    { ...sync, service: 'api', action: 'restart' },
  ]);
  loop.batch('/p/src/a');
  loop.done({ failed: new Map([['web', 'no such base image']]) });

  expect(loop.jobs()).toEqual(['rebuild web', 'restart api']);
  expect(loop.failures()).toEqual({ web: 'no such base image' });
  loop.done();
  loop.batch('/p/src/a');
  loop.done();
  expect(loop.failures()).toEqual({});
});

test('a stopped container is told of, and brought level as a whole when it runs again', () => {
  const loop = aLoop([sync]);
  loop.send({ type: 'container', id: web1, service: 'web', name: 'web-1', running: false, atMs: 10 });
  loop.batch('/p/src/a');
  expect(loop.explained()).toEqual(['stopped']);
  loop.done();
  loop.send({ type: 'container', id: web1, service: 'web', name: 'web-1', running: true, atMs: 500 });
  loop.send({ type: 'alarm', atMs: 510 });

  expect(loop.jobs()).toEqual(['copy a to nobody', 'level web-1']);
});

test('what is found on the host for a container that comes back is copied to the others, too', () => {
  const loop = aLoop([sync]);
  const web2 = containerId('web-2');
  loop.send({ type: 'container', id: web2, service: 'web', name: 'web-2', running: true, atMs: 500 });
  loop.send({ type: 'alarm', atMs: 510 });

  expect(loop.jobs()).toEqual(['copy what is found to web-1, level web-2']);
});

test('after a loss of events every running container is brought level', () => {
  const loop = aLoop([sync]);
  loop.send({ type: 'missed', atMs: 10 });
  loop.send({ type: 'alarm', atMs: 20 });

  expect(loop.jobs()).toEqual(['level web-1']);
});

describe('a container that could not be written to', () => {
  const failed = { stale: [web1], failed: new Map([['web', 'the disk is full']]) };
  const level = 'level web-1';

  test('is brought level soon, though no file changes any more', () => {
    const loop = aLoop([sync]);
    loop.batch('/p/src/a');
    loop.done(failed);
    loop.send({ type: 'alarm', atMs: 2000 });

    expect(loop.jobs()).toEqual(['copy a to web-1', level]);
    expect(loop.failures()).toEqual({ web: 'the disk is full' });
  });

  test('is tried three times more, and then waits for the next batch', () => {
    const loop = aLoop([sync]);
    loop.batch('/p/src/a');
    for (let tries = 0; tries < 6; tries++) {
      loop.done(failed);
      loop.send({ type: 'alarm', atMs: 2000 });
    }
    expect(loop.jobs()).toEqual(['copy a to web-1', level, level, level]);
    loop.batch('/p/src/b');

    expect(loop.jobs().at(-1)).toBe('copy b to nobody, level web-1');
  });

  test('is tried as often again once it went well', () => {
    const loop = aLoop([sync]);
    loop.batch('/p/src/a');
    loop.done(failed);
    loop.send({ type: 'alarm', atMs: 2000 });
    loop.done();
    expect(loop.failures()).toEqual({});
    loop.batch('/p/src/b');
    for (let tries = 0; tries < 6; tries++) {
      loop.done(failed);
      loop.send({ type: 'alarm', atMs: 2000 });
    }

    expect(loop.jobs().slice(2)).toEqual(['copy b to web-1', level, level, level]);
  });
});

test('files that a new container lacked restart it once, and not again after that restart', () => {
  const loop = aLoop([{ ...sync, action: 'sync+restart' }]);
  const rule = loop.rules[0];
  loop.send({ type: 'container', id: web1, service: 'web', name: 'web-1', running: true, atMs: 10 });
  loop.send({ type: 'alarm', atMs: 20 });
  loop.done({ caughtUp: rule ? [rule] : [] });
  expect(loop.jobs()).toEqual(['level web-1', 'restart web']);
  loop.send({ type: 'container', id: web1, service: 'web', name: 'web-1', running: false, atMs: 30 });
  loop.send({ type: 'container', id: web1, service: 'web', name: 'web-1', running: true, atMs: 40 });
  loop.done();
  loop.send({ type: 'alarm', atMs: 60 });

  expect(loop.jobs().at(-1)).toBe('level web-1 without follow-up');
});

test('what changes while a batch is worked on is the next batch', () => {
  const loop = aLoop([sync]);
  loop.batch('/p/src/a');
  loop.send({ type: 'changed', paths: ['/p/src/b'], atMs: 2000 });
  loop.send({ type: 'alarm', atMs: 3000 });
  expect(loop.jobs()).toEqual(['copy a to web-1']);
  loop.done();
  loop.send({ type: 'alarm', atMs: 4000 });

  expect(loop.jobs()).toEqual(['copy a to web-1', 'copy b to web-1']);
});

test('an edit of the Compose file plans anew before anything else is done', () => {
  const loop = aLoop([sync]);
  loop.batch('/p/compose.yaml', '/p/src/a');
  loop.done();

  expect(loop.jobs()).toEqual(['replan', 'copy a to web-1']);
});

test('a save that has no effect is explained with what leaves it out', () => {
  const loop = aLoop([{ ...sync, ignore: ['*.log'] }]);
  loop.batch('/p/src/x.log');

  expect(loop.explained()).toEqual(['left-out: `ignore` of the rule leaves it out']);
});

const sync: WatchRule = {
  service: 'web',
  path: '/p/src',
  action: 'sync',
  target: '/app',
  include: [],
  ignore: [],
};

/** A loop that watches already, with one running container of web that is level. */
function aLoop(rules: readonly WatchRule[]) {
  let state = INITIAL_STATE;
  const effects: LoopEffect[] = [];
  const send = (event: LoopEvent): void => {
    const [next, more] = advance(state, event);
    state = next;
    effects.push(...more);
  };
  const matchers = rules.map((rule) => prepareMatcher(rule, undefined));
  const done = (result: Partial<JobResult> = {}): void =>
    send({ type: 'done', result: { ...ok, ...result }, atMs: 1000 });
  send({ type: 'rules', rules: matchers, configFiles: new Set(['/p/compose.yaml']), atMs: 0 });
  send({ type: 'container', id: web1, service: 'web', name: 'web-1', running: true, atMs: 0 });
  send({ type: 'alarm', atMs: 50 });
  if (state.job) done();
  effects.length = 0;
  return {
    rules,
    send,
    done,
    batch(...paths: string[]) {
      send({ type: 'changed', paths, atMs: 1000 });
      send({ type: 'alarm', atMs: 1300 });
    },
    alarms: () => effects.flatMap((effect) => (effect.kind === 'alarm' ? [effect.atMs] : [])),
    jobs: () => effects.flatMap((effect) => (effect.kind === 'do' ? [inWords(effect.job)] : [])),
    explained: () =>
      effects.flatMap((effect) =>
        effect.kind === 'explain'
          ? [effect.about.why === 'left-out' ? `left-out: ${effect.about.reason}` : effect.about.why]
          : [],
      ),
    failures: () => Object.fromEntries(state.failures),
  };
}

function inWords(job: Job): string {
  switch (job.kind) {
    case 'replan':
      return 'replan';
    case 'rebuild':
    case 'restart':
      return `${job.kind} ${job.services.join(' ')}`;
    case 'exec':
      return `exec ${job.rules.map(({ service }) => service).join(' ')}`;
    case 'sync': {
      const paths = job.copies.flatMap((copy) => copy.paths);
      const to = [...new Set(job.copies.flatMap(({ containers }) => containers))].join(' ') || 'nobody';
      const level = job.level.map(
        ({ container, follow }) => `level ${container}${follow ? '' : ' without follow-up'}`,
      );
      const what = paths.join(' ') || 'what is found';
      return [...(job.copies.length > 0 ? [`copy ${what} to ${to}`] : []), ...level].join(', ');
    }
  }
}
