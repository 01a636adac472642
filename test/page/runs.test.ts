import { describe, expect, test } from 'vitest';
import type { PageRun, PageStep } from '../../src/model/page-state.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { aShop } from './shop-state.ts';

describe.skipIf(withoutBrowser)('a run', () => {
  test('shows on graph, list and steps what waits for what, wherever it was started', async () => {
    const steps = {
      1: aStep(1, 'db', { doing: 'Waiting for', status: 'running', startedMs: 0 }),
      2: aStep(2, 'api', { after: [1], status: 'waiting' }),
      3: aStep(3, 'web', { after: [2], status: 'waiting' }),
    };
    const run = aRun({ status: 'running', startedAt: Date.now(), steps, by: '"up" of alice' });
    const opened = await openPage(aPageApplication({ state: { ...aShop(), run } }));
    const { page } = opened;

    const list = page.getByRole('navigation', { name: 'Services' });
    await list.getByRole('button', { name: 'web waits for api' }).waitFor();
    await list.getByRole('button', { name: 'api waits for db' }).waitFor();
    expect(await page.locator('.graph .line.waits').count()).toBe(2);
    await page.keyboard.press('p');
    const last = page.locator('.step', { hasText: 'Container shop-web-1' });
    expect(await last.innerText()).toContain('waits for: Waiting for Container shop-db-1');
    await page.getByText('"up" of alice').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    expectNoComplaints(opened);
  });

  test('that has ended shows the chain that took the time, and what it had been without its longest step', async () => {
    const steps = {
      1: aStep(1, 'db', { doing: 'Waiting for', startedMs: 0, endedMs: 9000 }),
      2: aStep(2, 'cache', { startedMs: 0, endedMs: 1000 }),
      3: aStep(3, 'web', { after: [1, 2], startedMs: 9000, endedMs: 10_000 }),
    };
    const run = aRun({ status: 'done', startedAt: 0, endedAt: 10_000, steps });
    const opened = await openPage(aPageApplication({ state: { ...aShop(), run } }));
    const { page } = opened;
    await page.keyboard.press('p');

    const path = page.locator('.critical-path');
    await path.getByText('Waiting for Container shop-db-1 → Starting Container shop-web-1').waitFor();
    await path.getByText('2.0 s instead of 10.0 s').waitFor();
    expect(await page.locator('.step.critical').count()).toBe(2);
    expect(await faultsOf(page)).toEqual([]);
    expectNoComplaints(opened);
  });

  test('that goes back shows this behind what it takes back, and can be left as it is', async () => {
    const steps = {
      1: aStep(1, 'web', { doing: 'Waiting for', status: 'failed', startedMs: 0, endedMs: 1000 }),
      2: aStep(2, 'web', { doing: 'Recreating', status: 'running', startedMs: 1000 }),
    };
    const run = aRun({ status: 'running', startedAt: Date.now(), steps, returnsFrom: 2 });
    const application = aPageApplication({ state: { ...aShop(), run } });
    const opened = await openPage(application);
    const { page } = opened;
    await page.keyboard.press('p');

    await page.getByRole('heading', { name: 'Going back: 0 of 1 steps' }).waitFor();
    expect(await page.locator('.step .label').allInnerTexts()).toEqual([
      expect.stringMatching(/^Waiting for/),
      expect.stringMatching(/^back: Recreating/),
    ]);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave it as it is' }).click();
    await expect.poll(() => application.cancelled).toBe(1);
    expectNoComplaints(opened);
  });
});

const aRun = (run: Pick<PageRun, 'status' | 'startedAt' | 'steps'> & Partial<PageRun>): PageRun => ({
  id: 'run-1',
  notes: [],
  failures: [],
  ...run,
});

const aStep = (id: number, service: string, step: Partial<PageStep> = {}): PageStep => ({
  id,
  service,
  label: `Container shop-${service}-1`,
  doing: 'Starting',
  status: 'done',
  after: [],
  ...step,
});
