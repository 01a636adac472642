import { describe, expect, test } from 'vitest';
import type { PageRelease } from '../../../src/model/page-history.ts';
import type { PageState } from '../../../src/model/page-state.ts';
import { showAsked } from '../../../src/tui/state/actions.ts';
import { aPageChange, aPageRelease, aShop, withPlan } from '../../page/shop-state.ts';
import { TestTui } from '../../support/a-tui.ts';

const SMALL = { columns: 60, rows: 15 };

/** The history, where there are these releases: the newest first. */
function inHistory(releases: readonly PageRelease[], page: Partial<PageState> = aShop()): TestTui {
  const tui = new TestTui({ page, ...SMALL });
  tui.history = { known: { releases, movedSince: [], unreadable: [] } };
  return tui.press('h');
}

const THREE = [aPageRelease(3), aPageRelease(2), aPageRelease(1)];

describe('the history', () => {
  test('is gone through from the newest release, and not beyond', () => {
    const tui = inHistory(THREE);
    const numbers = ['j', 'j', 'j', 'k', 'g', 'G'].map((key) => tui.press(key).state.history.at);

    expect(numbers).toEqual([2, 1, 1, 2, 3, 1]);
  });

  test('stays at its release when there is a newer one', () => {
    const tui = inHistory(THREE).press('j');
    tui.history = { known: { releases: [aPageRelease(4), ...THREE], movedSince: [], unreadable: [] } };

    expect(tui.press('k').state.history.at).toBe(3);
  });

  test('shows the selected release among many', () => {
    const many = Array.from({ length: 200 }, (_, index) => aPageRelease(200 - index));

    expect(inHistory(many).press('G').text).toMatch(/^ +1 {2}✓ done/m);
  });

  test('opens a release, and goes back to the list and from there to the graph', () => {
    const tui = inHistory(THREE).press('j', 'enter');
    expect(tui.text).toContain('2. gantry up -d  ✓ done');
    expect(tui.text).toContain('· Container shop-web-1: replace because image changed');

    expect(tui.press('escape').text).toMatch(/^ +3 {2}✓ done/m);
    expect(tui.press('escape').state.view).toBe('graph');
  });

  test('says why there is none', () => {
    const tui = new TestTui({ page: aShop(), ...SMALL }).press('h');
    expect(tui.text).toContain('the history is read');
    tui.history = { trouble: 'the engine is gone' };

    expect(tui.text).toContain('▲ the engine is gone');
    expect(tui.press('enter', 'd', 'm', 'b').effects).toEqual([]);
  });
});

describe('what differs', () => {
  test('is asked of a release and the one before it', () => {
    const tui = inHistory(THREE).press('d');
    expect(tui.effects).toEqual([{ kind: 'compare', releases: { from: 2, to: 3 } }]);
    expect(tui.text).toContain('comparing 2 with 3');
    const differences = [{ path: 'services.web.image', from: 'web:1' }];
    tui.history = { ...tui.history, compared: { from: 2, to: 3, differences } };

    expect(tui.text).toMatch(/services\.web\.image\n +− web:1\n +\+ –/);
  });

  test.each([
    ['jjm', 'g'],
    ['m', 'G'],
  ])('is asked of the marked release and another, the older first (%s, then %s)', (mark, go) => {
    const tui = inHistory(THREE).press(...mark, go, 'd');

    expect(tui.effects).toEqual([{ kind: 'compare', releases: { from: 1, to: 3 } }]);
  });

  test('is nothing of the first release, and of a release and itself', () => {
    const tui = inHistory(THREE).press('G', 'd');
    expect(tui.state.notice).toContain('release 1 is the first that is kept');
    expect(tui.press('m', 'd').state.notice).toContain('choose another release');

    expect(tui.effects).toEqual([]);
  });

  test('is of the new mark once the old one is taken away', () => {
    expect(inHistory(THREE).press('m', 'm', 'd').effects).toMatchObject([{ releases: { from: 2, to: 3 } }]);
  });
});

describe('going back', () => {
  test('shows the plan of gantry rollback in full, asks, and is watched', () => {
    const tui = inHistory(THREE).press('j', 'b');
    expect(tui.effects).toEqual([{ kind: 'plan', request: { kind: 'rollback', release: 2 } }]);
    const { plan } = withPlan([aPageChange('web')]);
    if (plan) tui.state = showAsked(tui.state, { plan: { ...plan, id: 'back' }, command: 'rollback --to 2' });
    expect(tui.text).toContain('gantry rollback --to 2');
    expect(tui.text).toContain('image: web:1 → web:2');

    expect(tui.press('y').effects.slice(1)).toEqual([{ kind: 'apply', plan: 'back', typed: '' }]);
    expect(tui.state.view).toBe('plan');
  });

  test('scrolls a plan that the dialog has no room for, also while the name is typed', () => {
    const tui = inHistory(THREE).press('b');
    const changes = Array.from({ length: 20 }, (_, index) => aPageChange(`s${index}`));
    const { plan } = withPlan(changes, true);
    if (plan) tui.state = showAsked(tui.state, { plan, command: 'rollback --to 3' });
    expect(tui.text).toContain('Type shop');
    tui.press(...Array.from({ length: 30 }, () => 'page-down'));
    expect(tui.text).toContain('image: s19:1');

    expect(tui.type('shop').press('enter').effects.at(-1)).toMatchObject({ kind: 'apply', typed: 'shop' });
  });

  test('is refused to a release that has failed or has no state, and where nothing can be changed', () => {
    const failed = inHistory([aPageRelease(1, { outcome: 'failed', canBeGoneBackTo: false })]).press('b');
    expect(failed.state.notice).toContain('nothing goes back to release 1');
    const down = inHistory([aPageRelease(1, { command: 'gantry down', canBeGoneBackTo: false })]).press('b');
    expect(down.state.notice).toContain('gantry down left no state');
    const readOnly = inHistory(THREE, { ...aShop(), readOnly: true }).press('b');
    expect(readOnly.state.notice).toContain('--read-only');

    expect([...failed.effects, ...down.effects, ...readOnly.effects]).toEqual([]);
  });

  test('has no release to go back to in another view', () => {
    const tui = new TestTui({ page: aShop() });
    tui.history = { known: { releases: THREE, movedSince: [], unreadable: [] } };

    expect(tui.press('b', 'd', 'm').effects).toEqual([]);
    expect(tui.state.notice).toContain('h shows them');
  });
});

test('y gives the commands that show the same', () => {
  const tui = inHistory(THREE).press('y', 'j', 'enter', 'y', 'escape', 'd', 'y');

  expect(tui.effects.flatMap((effect) => (effect.kind === 'copy' ? [effect.text] : []))).toEqual([
    'gantry history',
    'gantry history show 2',
    'gantry history diff 1 2',
  ]);
});
