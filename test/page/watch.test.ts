import { describe, expect, test } from 'vitest';
import type { PageWatch, PageWatchEntry } from '../../src/model/page-watch.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { aShop } from './shop-state.ts';

describe.skipIf(withoutBrowser)('a project whose files are watched', () => {
  test('shows what was copied and built as it happens, and marks what failed, whatever one looks at', async () => {
    const building = anEntry(2, { kind: 'rebuild', services: ['api'], status: 'running' });
    const copied = anEntry(1, {
      says: ['shop-web-1: copied 3 files in 12 ms'],
      files: ['/app/a.js', '/app/b.js'],
      moreFiles: 1,
    });
    const application = aPageApplication({ state: aShop() });
    const opened = await openPage(application);
    const { page } = opened;
    const watching = page.getByRole('button', { name: /^watch .*the files are watched/ });
    expect(await watching.count()).toBe(0);
    application.feed.update({ watch: aWatch([copied, building]) });
    await watching.waitFor();
    await page.keyboard.press('w');

    const works = page.getByRole('list', { name: 'What was done' }).getByRole('listitem');
    await expect.poll(() => works.allInnerTexts()).toHaveLength(2);
    expect(await works.nth(0).innerText()).toContain('rebuild api');
    expect(await works.nth(1).innerText()).toContain('copied 3 files in 12 ms');
    await works.nth(1).getByText('3 paths').click();
    await works.nth(1).getByText('/app/b.js\nand 1 more').waitFor();
    const output = Array.from({ length: 80 }, (_, line) => `step ${line}`);
    application.feed.update({ watch: aWatch([copied, { ...building, output }]) });
    await works.nth(0).getByText('step 79').waitFor();
    const box = works
      .nth(0)
      .getByRole('group', { name: /^output/ })
      .last();
    await expect.poll(() => box.evaluate(isAtItsEnd)).toBe(true);

    await page.keyboard.press('v');
    const failures = { api: 'the command ended with exit code 3\n  no such module' };
    application.feed.update({ watch: aWatch([copied, { ...building, output, status: 'failed', failures }]) });
    await page.getByRole('status').getByText('✕ watch: api failed').waitFor();
    await page.getByRole('button', { name: /^watch .*api failed/ }).waitFor();
    await page.keyboard.press('w');
    await works.nth(0).getByText('no such module').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expectNoComplaints(opened);
  });

  test('is watched from the page, which ends what it began and nothing that a terminal did', async () => {
    const application = aPageApplication({ state: aShop() });
    const opened = await openPage(application);
    const { page } = opened;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('watch the files');
    await page.keyboard.press('Enter');
    await expect.poll(() => application.watched).toEqual([true]);
    await page.keyboard.press('w');
    application.feed.update({ watch: aWatch([]) });
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await expect.poll(() => application.watched).toEqual([true, false]);

    application.feed.update({ watch: { ...aWatch([]), by: '"dev" of alice' } });
    await page.getByText('"dev" of alice').waitFor();
    expect(await page.getByRole('button', { name: /watching|Watch from here/ }).count()).toBe(0);
    expectNoComplaints(opened);
  });

  test('that nobody watches any more says so, also when whoever did was killed', async () => {
    const watch: PageWatch = {
      ...aWatch([anEntry(1, { kind: 'rebuild', status: 'cancelled' })]),
      endedAt: Date.UTC(2026, 0, 2),
      isLost: true,
    };
    const state = { ...aShop(), watch, readOnly: true };
    const opened = await openPage(aPageApplication({ state }), { viewport: { width: 360, height: 740 } });
    const { page } = opened;
    await page.keyboard.press('w');

    await page.getByText('The process that watched is gone since 2026-01-02 00:00:00 UTC').waitFor();
    await page.getByText('cancelled').waitFor();
    expect(await page.getByRole('button', { name: 'Watch from here' }).count()).toBe(0);
    const scrolled = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(scrolled).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
    expectNoComplaints(opened);
  });
});

const isAtItsEnd = ({ scrollTop, scrollHeight, clientHeight }: Element): boolean =>
  scrollTop > 0 && scrollHeight - scrollTop - clientHeight < 2;

const aWatch = (entries: readonly PageWatchEntry[]): PageWatch => ({
  startedAt: 0,
  entries: Object.fromEntries(entries.map((entry) => [entry.id, entry])),
});

const anEntry = (id: number, entry: Partial<PageWatchEntry> = {}): PageWatchEntry => ({
  id,
  kind: 'sync',
  status: 'done',
  at: Date.UTC(2026, 0, 1),
  services: ['web'],
  says: [],
  warnings: [],
  files: [],
  moreFiles: 0,
  output: [],
  failures: {},
  ...entry,
});
