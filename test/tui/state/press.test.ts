import { describe, expect, test } from 'vitest';
import type { PageLogLine } from '../../../src/model/page-log.ts';
import type { PageRun, PageState } from '../../../src/model/page-state.ts';
import { showAsked } from '../../../src/tui/state/actions.ts';
import { FIRST_STATE } from '../../../src/tui/state/tui-state.ts';
import { aPageChange, aPageService, aShop, withPlan } from '../../page/shop-state.ts';
import { TestTui } from '../../support/a-tui.ts';

const RUNNING: PageRun = {
  id: 'plan-1',
  status: 'running',
  startedAt: 1_700_000_590_000,
  steps: {},
  notes: [],
  failures: [],
};
const SMALL = { columns: 60, rows: 15 };
const someLines = (amount: number): readonly PageLogLine[] =>
  Array.from({ length: amount }, (_, index) => [
    'web-1',
    '2026-01-01T00:00:00Z',
    'out',
    `line ${index}${index % 10 === 0 ? ' TEN' : ''}`,
  ]);

describe('moving', () => {
  test('goes through the services in the order of the tree, and not beyond', () => {
    const tui = new TestTui({ page: aShop() });
    const names = ['j', 'j', 'down', 'j', 'k', 'g', 'G'].map((key) => tui.press(key).state.selected);

    expect(names).toEqual(['web', 'api', 'db', 'db', 'api', 'web', 'db']);
  });

  test('opens and leaves the details, and what is filtered', () => {
    const tui = new TestTui({ page: aShop(), ...SMALL }).press('/').type('a').press('enter', 'enter');

    expect(tui.state).toMatchObject({ selected: 'api', isOpen: true, filter: 'a' });
    expect(tui.press('escape').state.isOpen).toBe(false);
    expect(tui.press('escape').state.filter).toBe('');
  });

  test('selects what a filter shows, so that no key acts on a service that is not on the screen', () => {
    const tui = new TestTui({ page: aShop() }).press('G').press('/').type('we').press('enter', 'r');

    expect(tui.state.selected).toBe('web');
    expect(tui.effects).toEqual([{ kind: 'plan', request: { kind: 'restart', services: ['web'] } }]);
  });

  test('acts on nothing that a filter hides once its state is another', () => {
    const shop = (says: string): PageState =>
      new TestTui({ page: aShop([aPageService('db', { says }), aPageService('web')]) }).page;
    const tui = new TestTui({ page: shop('exited') }).press('/').type('exited').press('enter');
    expect(tui.state.selected).toBe('db');
    tui.page = shop('running');

    expect(tui.press('r', 's', 't').effects).toEqual([]);
    expect(tui.text).not.toContain('waited by');
    expect(tui.state.notice).toContain('choose a service');
  });

  test('takes a filter back with Esc', () => {
    const tui = new TestTui({ page: aShop() }).press('/').type('xx');
    expect(tui.text).toContain('no service has xx');

    expect(tui.press('escape').text).toContain('web');
  });
});

describe('applying', () => {
  test('asks, and applies the plan that was shown', () => {
    const tui = new TestTui({ page: { ...aShop(), ...withPlan([aPageChange('web')]) } }).press('a');
    expect(tui.text).toContain('container shop-web-1 is stopped and replaced');
    expect(tui.effects).toEqual([]);

    expect(tui.press('y').effects).toEqual([{ kind: 'apply', plan: 'plan-1', typed: '' }]);
    expect(tui.state.dialog).toBeUndefined();
  });

  test.each(['n', 'escape', 'q'])('leaves it with %s', (key) => {
    const tui = new TestTui({ page: { ...aShop(), ...withPlan([aPageChange('web')]) } }).press('a', key);

    expect([tui.effects, tui.state.dialog]).toEqual([[], undefined]);
  });

  test('wants the name of the project where data is lost', () => {
    const change = aPageChange('db', { disruption: 'data-loss' });
    const tui = new TestTui({ page: { ...aShop(), ...withPlan([change], true) } });
    tui.press('a', 'y', 'enter');
    expect(tui.effects).toEqual([]);
    tui.press('backspace').type('shop').press('enter');

    expect(tui.effects).toEqual([{ kind: 'apply', plan: 'plan-1', typed: 'shop' }]);
  });

  test('applies nothing that has changed while it was asked about', () => {
    const tui = new TestTui({ page: { ...aShop(), ...withPlan([aPageChange('web')]) } }).press('a');
    const plan = tui.page.plan;
    if (plan) tui.page = { ...tui.page, plan: { ...plan, id: 'plan-2' } };
    tui.press('y');
    expect(tui.effects).toEqual([]);
    expect(tui.text).toContain('The plan has changed');

    expect(tui.press('enter', 'y').effects).toEqual([{ kind: 'apply', plan: 'plan-2', typed: '' }]);
  });

  test.each([
    ['a', 'nothing can be changed from here'],
    ['r', 'nothing can be changed from here'],
    ['s', 'nothing can be changed from here'],
    ['t', 'nothing can be changed from here'],
  ])('does nothing by %s under --read-only', (key, says) => {
    const page = { ...aShop(), ...withPlan([aPageChange('web')]), readOnly: true };
    const tui = new TestTui({ page }).press('j', key);

    expect(tui.effects).toEqual([]);
    expect(tui.state.dialog).toBeUndefined();
    expect(tui.state.notice).toContain(says);
  });

  test('has nothing that changes something in the palette under --read-only', () => {
    const tui = new TestTui({ page: { ...aShop(), ...withPlan([aPageChange('web')]), readOnly: true } });
    for (const word of ['apply', 'restart', 'stop web', 'terminal'])
      expect(tui.press('escape', ':').type(word).text).not.toMatch(/Apply|Restart|Stop|Terminal/);
  });
});

describe('the containers of a service', () => {
  test.each([
    ['r', 'restart'],
    ['s', 'stop'],
  ])(
    'are changed by %s: the plan of gantry %s is made, shown, and applied once that is confirmed',
    (key, kind) => {
      const tui = new TestTui({ page: aShop() }).press('j', key);
      expect(tui.effects).toEqual([{ kind: 'plan', request: { kind, services: ['web'] } }]);
      const { plan } = withPlan([aPageChange('web', { action: kind, disruption: 'restart' })]);
      if (plan) tui.state = showAsked(tui.state, { plan: { ...plan, id: 'asked' }, command: `${kind} web` });
      expect(tui.text).toContain(`gantry ${kind} web`);
      expect(tui.text).toContain('container shop-web-1 restarts');

      expect(tui.press('y').effects.slice(1)).toEqual([{ kind: 'apply', plan: 'asked', typed: '' }]);
    },
  );

  test('are left as they are where the plan is empty', () => {
    const tui = new TestTui({ page: aShop() });
    const { plan } = withPlan([]);
    if (plan) tui.state = showAsked(tui.state, { plan, command: 'start web' });

    expect(tui.state).toMatchObject({ notice: 'gantry start web: there is nothing to do' });
    expect(tui.state.dialog).toBeUndefined();
  });

  test('are started where none runs', () => {
    const web = aPageService('web');
    const stopped = Object.fromEntries(
      Object.entries(web.containers).map(([name, container]) => [name, { ...container, isRunning: false }]),
    );
    const tui = new TestTui({ page: aShop([{ ...web, status: 'stopped', containers: stopped }]) });

    expect(tui.press('j', 's').effects).toEqual([
      { kind: 'plan', request: { kind: 'start', services: ['web'] } },
    ]);
    expect(tui.press('t').state.notice).toBe('web does not run');
  });

  test('are left alone while a run goes on, which can be cancelled', () => {
    const tui = new TestTui({ page: { ...aShop(), run: RUNNING } }).press('j', 'r');
    expect(tui.state.notice).toBe('a run goes on');

    expect(tui.press('c', 'y').effects).toEqual([{ kind: 'cancel' }]);
  });

  test('get a terminal, each replica by the palette', () => {
    const tui = new TestTui({ page: aShop() }).press('j', 't', 'ctrl-k').type('terminal web').press('enter');

    expect(tui.effects).toEqual([
      { kind: 'exec', service: 'web' },
      { kind: 'exec', service: 'web', replica: 1 },
    ]);
  });
});

describe('logs', () => {
  test('are of the selected service, or of all', () => {
    const tui = new TestTui({ page: aShop() }).press('j', 'l', 'L');

    expect(tui.effects).toEqual([
      { kind: 'follow', services: ['web'] },
      { kind: 'follow', services: [] },
    ]);
  });

  test('stay where they are once one goes up, and follow again at the end', () => {
    const tui = new TestTui({ page: aShop(), log: someLines(100), ...SMALL }).press('L', 'k', 'k');
    expect(tui.text).toContain('line 97');
    expect(tui.text).not.toContain('line 98');
    tui.log.add(someLines(5));
    expect(tui.text).toContain('line 97\n');
    expect(tui.text).toContain('paused, 7 below');

    expect(tui.press('G').text).toContain('following');
    expect(tui.press('g').text).toContain('line 0 TEN');
    expect(tui.text).not.toContain('line 12');
  });

  test('keep the place when old lines are dropped', () => {
    const tui = new TestTui({ page: aShop(), log: someLines(20_000), ...SMALL }).press('L', 'k');
    expect(tui.text).toContain('line 19998');
    tui.log.add(someLines(3000));

    expect(tui.log.dropped).toBeGreaterThan(0);
    expect(tui.text).toContain('line 19998');
  });

  test('are searched, from hit to hit', () => {
    const tui = new TestTui({ page: aShop(), log: someLines(100), ...SMALL }).press('L', '/').type('TEN');
    expect(tui.effects.at(-1)).toMatchObject({ kind: 'search', query: { text: 'TEN', isExpression: false } });
    tui.log.search((line) => line.includes('TEN'));
    const notices = ['enter', 'n', 'N', 'n', 'n', 'N'].map((key) => tui.press(key).state.notice);

    expect(notices).toEqual(['', 'hit 1 of 10', 'hit 10 of 10', 'hit 1 of 10', 'hit 2 of 10', 'hit 1 of 10']);
    expect(tui.text).toContain('line 0 TEN');
  });

  test('show only hits', () => {
    const tui = new TestTui({ page: aShop(), log: someLines(100), ...SMALL }).press('L', '/').type('TEN');
    tui.log.search((line) => line.includes('TEN'));
    tui.press('ctrl-o', 'enter');

    expect(tui.text.match(/line \d+/g)).toEqual(Array.from({ length: 10 }, (_, ten) => `line ${10 * ten}`));
  });

  test('show all again by the same key, also when nothing is typed any more', () => {
    const tui = new TestTui({ page: aShop(), log: someLines(100), ...SMALL }).press('L', '/').type('TEN');
    tui.log.search((line) => line.endsWith('line 90 TEN'));
    tui.press('enter');
    expect(tui.text).toContain(' 1 hit ');

    expect(tui.press('ctrl-o').text.match(/line \d+/g)).toEqual(['line 90']);
    expect(tui.press('ctrl-o').text).toContain('line 91');
  });

  test('say that nothing is searched where there is no hit to show', () => {
    const tui = new TestTui({ page: aShop(), log: someLines(3) }).press('L', 'ctrl-o');

    expect(tui.state.logs.query.onlyHits).toBe(false);
    expect(tui.state.notice).toContain('nothing is searched');
  });
});

describe('everywhere', () => {
  test.each(['q', 'ctrl-c'])('%s quits, and asks while a run goes on', (key) => {
    const tui = new TestTui({ page: aShop() });
    expect(tui.press(key).effects).toEqual([{ kind: 'quit' }]);

    const busy = new TestTui({ page: { ...aShop(), run: RUNNING } }).press(key);
    expect(busy.effects).toEqual([]);
    expect(busy.press('y').effects).toEqual([{ kind: 'quit' }]);
  });

  test('a terminal that is too small obeys only the way out', () => {
    const tui = new TestTui({
      page: { ...aShop(), ...withPlan([aPageChange('web')]) },
      columns: 59,
      rows: 40,
    });
    expect(tui.press('a', 'y', 'j', 'r', ':').state).toEqual(FIRST_STATE);
    expect(tui.press('q').effects).toEqual([{ kind: 'quit' }]);

    const busy = new TestTui({ page: { ...aShop(), run: RUNNING }, columns: 59, rows: 40 }).press('q', 'a');
    expect(busy.text).toContain('sure? y yes  n no');
    expect(busy.press('y').effects).toEqual([{ kind: 'quit' }]);
  });

  test('a text that is pasted is no series of keys, but the text of a field', () => {
    const tui = new TestTui({ page: aShop() }).press({ pasted: 'q' });
    expect(tui.effects).toEqual([]);

    expect(tui.press('/', { pasted: 'we\nb ' }).state.filter).toBe('we b');
  });

  test('letters are text where something is typed', () => {
    expect(new TestTui({ page: aShop() }).press('/').type('qa?').state).toMatchObject({ filter: 'qa?' });
  });

  test('the palette finds commands and services by some of their letters', () => {
    const tui = new TestTui({ page: aShop() }).press('ctrl-k').type('srvdb').press('enter');

    expect(tui.state).toMatchObject({ selected: 'db', isOpen: true });
  });

  test('the palette starts nothing that runs, and stops nothing that does not', () => {
    const tui = new TestTui({ page: aShop() }).press('ctrl-k').type('web');
    expect(tui.text).toContain('Stop web');
    expect(tui.text).not.toContain('Start web');
  });

  test('y gives the command that shows the same', () => {
    const tui = new TestTui({ page: aShop() }).press('j', 'enter', 'y', 'p', 'y', 'v', 'j', 'l', 'y');

    expect(tui.effects.flatMap((effect) => (effect.kind === 'copy' ? [effect.text] : []))).toEqual([
      'gantry why web',
      'gantry plan',
      'gantry logs -f api',
    ]);
  });
});
