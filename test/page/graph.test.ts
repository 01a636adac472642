import { describe, expect, test } from 'vitest';
import { drawGroups } from '../../src/serve/view/draw-groups.ts';
import { drawServices } from '../../src/serve/view/draw-services.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { aPageService, aShop } from './shop-state.ts';

describe.skipIf(withoutBrowser)('the graph', () => {
  test('has networks and volumes when they are asked for, and links to what is published', async () => {
    const { edges = [] } = aShop();
    const drawing = drawServices(
      ['api', 'db', 'web', 'volume data'],
      [...edges, { from: 'db', to: 'volume data', label: '/data' }],
    );
    const opened = await openPage(aPageApplication({ state: aShop(), answers: { drawing } }));
    const { page } = opened;
    const graph = page.getByRole('region', { name: 'Graph of the services' });
    const link = graph.getByRole('link', { name: 'open http://localhost:8080' }).first();

    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await page.locator('.resource').count()).toBe(0);
    const resources = graph.getByRole('button', { name: 'Networks and volumes' });
    await resources.click();
    await page.locator('.resource').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await resources.click();
    await expect.poll(() => page.locator('.resource').count()).toBe(0);
    expectNoComplaints(opened);
  });

  test('of many services is groups, with the lines of the one that is selected', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `s${index}`);
    const services = names.map((name) => aPageService(name, { containers: {} }));
    const edges = names.slice(1).map((from) => ({ from, to: 's0', label: 'started' }));
    const groups = [
      { name: 'jobs', services: names.slice(0, 50) },
      { name: 'web', services: names.slice(50) },
    ];
    const state = { ...aShop(services), edges, drawing: drawGroups(groups) };
    const opened = await openPage(aPageApplication({ state }));
    const { page } = opened;

    await expect.poll(() => page.locator('.graph .node').count()).toBe(120);
    expect(await page.locator('.graph .group').allTextContents()).toEqual(['jobs · 50', 'web · 70']);
    expect(await page.locator('.graph .line').count()).toBe(0);
    await page.locator('.graph .node', { hasText: /s77/ }).click();
    await expect.poll(() => page.locator('.graph .line').count()).toBe(1);
    expect(await faultsOf(page)).toEqual([]);
    expectNoComplaints(opened);
  });
});
