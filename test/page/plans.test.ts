import { describe, expect, test } from 'vitest';
import type { PageAskedPlan } from '../../src/model/page-calls.ts';
import type { PageChange } from '../../src/model/page-state.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { aPageChange, aPageRelease, aShop, withPlan } from './shop-state.ts';

const pending = [aPageChange('db'), aPageChange('api'), aPageChange('web')];

function anAskedPlan(changes: readonly PageChange[], command: string, isDestructive = false): PageAskedPlan {
  const { plan } = withPlan(changes, isDestructive);
  if (!plan) throw new Error('there is a plan');
  return { plan: { ...plan, id: 'plan-asked' }, command };
}

describe.skipIf(withoutBrowser)('a plan that was asked for', () => {
  test('of one service shows what comes along, and is what is applied', async () => {
    const application = aPageApplication({
      state: { ...aShop(), ...withPlan(pending) },
      answers: { plan: anAskedPlan([aPageChange('db'), aPageChange('api')], 'up api') },
    });
    const opened = await openPage(application);
    const { page } = opened;
    await page.getByRole('navigation', { name: 'Services' }).getByRole('button', { name: 'api' }).click();
    await page.getByRole('button', { name: 'Plan of api alone' }).click();

    await page.getByRole('heading', { name: '2 changes of gantry up api' }).waitFor();
    await page.getByText('With what is waited for: db.').waitFor();
    expect(application.asked).toEqual([{ kind: 'up', services: ['api'] }]);
    await page.keyboard.press('a');
    await page.getByRole('dialog').getByText('gantry up api').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => application.applied).toEqual([{ plan: 'plan-asked', typed: '' }]);
    await page.getByRole('heading', { name: '3 changes' }).waitFor();
    expectNoComplaints(opened);
  });

  test('is asked for again when the project has another plan, and left with its view', async () => {
    const application = aPageApplication({
      state: { ...aShop(), ...withPlan(pending) },
      answers: { plan: anAskedPlan([aPageChange('api')], 'up api') },
    });
    const { page } = await openPage(application);
    await page.getByRole('navigation', { name: 'Services' }).getByRole('button', { name: 'api' }).click();
    await page.getByRole('button', { name: 'Plan of api alone' }).click();
    await page.getByRole('heading', { name: '1 change of gantry up api' }).waitFor();
    const { plan } = withPlan([aPageChange('db')]);
    if (plan) application.feed.update({ plan: { ...plan, id: 'plan-2' } });

    await expect.poll(() => application.asked).toHaveLength(2);
    await page.keyboard.press('l');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: '1 change', exact: true }).waitFor();
  });
});

test.skipIf(withoutBrowser)(
  'a plan that is all or nothing says so, and again before it is applied',
  async () => {
    const { plan } = withPlan(pending);
    if (!plan) throw new Error('there is a plan');
    const atomic = 'all or nothing; everything goes back to release 3';
    const { page } = await openPage(aPageApplication({ state: { ...aShop(), plan: { ...plan, atomic } } }));
    await page.keyboard.press('p');

    await page.getByText(`Atomic: ${atomic}.`).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('dialog').getByText(`Atomic: ${atomic}.`).waitFor();
  },
);

describe.skipIf(withoutBrowser)('the history', () => {
  const releases = [
    aPageRelease(3, { failures: ['container shop-db-1 is unhealthy'], outcome: 'failed' }),
    aPageRelease(2, { movedBefore: ['shop-web-1 was started'] }),
    aPageRelease(1),
  ];
  const answers = {
    history: { releases, movedSince: ['shop-db-1 was removed'], unreadable: [] },
    differences: [{ path: 'services.web.image', from: 'web:1', to: 'web:2' }],
    plan: anAskedPlan([aPageChange('db', { disruption: 'data-loss' })], 'rollback --to 2', true),
  };

  test('has all releases, what others did between them, and what differs between two', async () => {
    const opened = await openPage(aPageApplication({ state: aShop(), answers }));
    const { page } = opened;
    await page.keyboard.press('h');

    await expect.poll(() => page.locator('.releases > li').count()).toBe(3);
    await page.getByText('shop-db-1 was removed').waitFor();
    expect(await page.locator('.releases time').first().innerText()).toBe('2026-11-29 10:00:00 UTC');
    await page.getByText('container shop-db-1 is unhealthy').waitFor();
    await page.getByLabel('Compare').selectOption('1');
    await page.getByRole('button', { name: 'Show what differs' }).click();
    const row = page.getByRole('row', { name: 'services.web.image' });
    await expect.poll(() => row.getByRole('cell').allInnerTexts()).toEqual(['web:1', 'web:2']);
    expect(await faultsOf(page)).toEqual([]);
    expectNoComplaints(opened);
  });

  test('has all of the height: no log is below it', async () => {
    const many = Array.from({ length: 30 }, (_, index) => aPageRelease(30 - index));
    const history = { releases: many, movedSince: [], unreadable: [] };
    const { page } = await openPage(aPageApplication({ state: aShop(), answers: { ...answers, history } }));
    await page.keyboard.press('h');
    await page.locator('.releases > li').first().waitFor();
    const [shown, room] = await Promise.all(
      [page.locator('section.history'), page.locator('main')].map((part) => part.boundingBox()),
    );

    expect(shown?.height).toBe(room?.height);
  });

  test('leads back to a release by a plan that is shown, and asks for the name when it destroys something', async () => {
    const application = aPageApplication({ state: aShop(), answers });
    const { page } = await openPage(application);
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'Show the plan back to 2' }).click();
    await page.getByRole('heading', { name: '1 change of gantry rollback --to 2' }).waitFor();
    expect(application.asked).toEqual([{ kind: 'rollback', release: 2 }]);
    await page.keyboard.press('a');
    const apply = page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true });

    expect(await apply.isDisabled()).toBe(true);
    await page.getByLabel('This destroys data').fill('shop');
    await apply.click();
    await expect.poll(() => application.applied).toEqual([{ plan: 'plan-asked', typed: 'shop' }]);
  });

  test('can be looked at where nothing can be changed, with the plan of a rollback, and without a way to apply it', async () => {
    const state = { ...aShop(), readOnly: true };
    const { page } = await openPage(aPageApplication({ state, answers }));
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'Show the plan back to 2' }).click();
    await page.getByRole('heading', { name: 'gantry rollback' }).waitFor();

    expect(await page.getByRole('button', { name: /Apply/ }).count()).toBe(0);
  });
});
