import { describe, expect, test } from 'vitest';
import type { PageProject } from '../../src/model/page-overview.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { aPageSite } from '../support/a-page-site.ts';
import { aWindow, complaintsOf, expectNoComplaints, faultsOf, serve, withoutBrowser } from './browser.ts';
import { aShop } from './shop-state.ts';

const aProject = (name: string, project: Partial<PageProject> = {}): PageProject => ({
  name,
  status: 'running',
  says: 'running',
  services: { running: 2, total: 2 },
  containers: { running: 3, total: 3 },
  since: Date.now() - 7_200_000,
  folder: `/srv/${name}`,
  ...project,
});

const UNREAD = '/srv/far/compose.yaml is not on this machine';
const PROJECTS = [
  aProject('blog'),
  aProject('far', { unread: UNREAD }),
  aProject('shop', { status: 'failed', says: 'db: exited with 1' }),
];

async function openOverview(options: Parameters<typeof aWindow>[0] = {}) {
  const shop = aPageApplication({ state: { ...aShop(), project: 'shop' } });
  const far = aPageApplication({
    state: { ...aShop(), project: 'far', readOnly: true, unread: UNREAD, command: 'gantry -p far' },
  });
  const site = aPageSite({ shop, far }, Object.fromEntries(PROJECTS.map((one) => [one.name, one])));
  const server = await serve(site);
  const page = await aWindow({ reducedMotion: 'reduce', ...options });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const complaints = complaintsOf(page);
  await page.goto(server.newLink().url);
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  const rows = page.getByRole('list', { name: 'Projects' }).getByRole('link');
  return { page, rows, site, server, complaints };
}

describe.skipIf(withoutBrowser)('the overview of all projects', () => {
  test('shows what needs attention first, and what happens as it happens', async () => {
    const opened = await openOverview();
    const { page, rows, site } = opened;
    const names = async () => (await rows.locator('.name').allInnerTexts()).join(' ');
    expect(await names()).toBe('shop blog far');
    expect(await rows.nth(2).innerText()).toContain(`by its labels: ${UNREAD}`);
    const { projects } = site.overview.state;
    const waiting = aProject('blog', { status: 'waiting', says: 'site: created, not started' });
    site.overview.update({ projects: { ...projects, shop: aProject('shop'), blog: waiting } });

    await expect.poll(names).toBe('blog far shop');
    await page.getByText('site: created, not started').waitFor();
    expectNoComplaints(opened);
  });

  test('leads to a project and back, by the keyboard alone', async () => {
    const opened = await openOverview();
    const { page, rows } = opened;
    const { keyboard } = page;
    const overview = page.getByRole('heading', { name: 'Projects', level: 1 });
    await keyboard.press('j');
    await keyboard.press('j');
    await expect.poll(() => page.locator('.project.selected .name').innerText()).toBe('far');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'far', level: 1 }).waitFor();
    expect(new URL(page.url()).search).toBe('?project=far');
    await keyboard.press('p');
    await page.getByText(`There is no plan, as its files are not read: ${UNREAD}.`).waitFor();
    await keyboard.press('y');
    await page.getByText('copied: gantry -p far plan').waitFor();
    await keyboard.press('o');
    await overview.waitFor();
    await keyboard.press('/');
    await keyboard.type('sho');
    await expect.poll(() => rows.count()).toBe(1);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor();
    await page.goBack();
    await overview.waitFor();
    expectNoComplaints(opened);
  });

  test('is left by a link to a project, and an address of none says so', async () => {
    const { page, server } = await openOverview();
    await page.goto(`${server.newLink('shop').url}/logs`);
    await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor();
    expect(page.url()).toBe(`${server.origin}/?project=shop#/logs`);
    await page.goto(`${server.origin}/?project=<img src=x>`);
    await page.getByRole('heading', { name: '<img src=x>' }).waitFor();
    await page.getByRole('link', { name: 'Back to what there is' }).click();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  });

  test.each([
    ['dark', 1280],
    ['light', 360],
  ] as const)('has no fault that axe finds, and is not too wide: %s, %i wide', async (colorScheme, width) => {
    const { page } = await openOverview({ colorScheme, viewport: { width, height: 740 } });

    expect(await faultsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
