import { describe, expect, test } from 'vitest';
import type { PageLogLine } from '../../src/model/page-log.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { aLog, timeOf } from './a-log.ts';
import { expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { aShop } from './shop-state.ts';

const ESC = '\u001b';

describe.skipIf(withoutBrowser)('logs on the page', () => {
  test('of many lines are a few rows, which stay where they are while one reads and lines come', async () => {
    const log = aLog();
    const opened = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    const { page } = opened;
    await page.keyboard.press('l');
    await log.write(5000);

    await page.getByText('line 4999 of', { exact: false }).waitFor();
    expect(await page.locator('.lines .line').count()).toBeLessThan(100);
    await page.locator('.lines').evaluate((element) => {
      element.scrollTop = 1800;
    });
    await page.getByText('line 100 of').waitFor();
    await page.getByRole('button', { name: /paused/ }).waitFor();
    await log.write(500);
    await expect.poll(() => heightOf(page)).toBe(5500 * 18);
    expect(await page.locator('.lines').evaluate(({ scrollTop }) => scrollTop)).toBe(1800);
    expect(await page.getByText('line 100 of').isVisible()).toBe(true);
    await page.keyboard.press('f');
    await page.getByText('line 5499 of').waitFor();
    expectNoComplaints(opened);
  });

  test('are searched, with the hits one after another', async () => {
    const log = aLog();
    const { page } = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    await page.keyboard.press('l');
    await log.write(3000);
    await page.getByText('line 2999 of').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('line 7');
    await page.getByText('111 hits').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');

    await page.getByText('1 of 111 hits').waitFor();
    await page.locator('.line.current', { hasText: 'line 7 of' }).waitFor();
    await page.getByLabel('regular expression').check();
    await page.getByLabel('Search the logs').fill('line (8|9)9 ');
    await page.getByText('2 hits').waitFor();
    await page.getByLabel('only hits').check();
    await expect.poll(() => page.locator('.lines .line').allInnerTexts()).toHaveLength(2);
    await page.getByLabel('Search the logs').fill('(');
    await page.getByText('no regular expression: missing closing )').waitFor();
  });

  test('are text, whatever a container writes', async () => {
    const log = aLog();
    const opened = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    const { page } = opened;
    const hostile = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>',
      `${ESC}]0;title${ESC}\\${ESC}]8;;javascript:document.title=3${ESC}\\click${ESC}]8;;${ESC}\\`,
      `${ESC}[31mred${ESC}[0m`,
      'x'.repeat(1_000_000),
    ];
    const title = await page.title();
    await log.say(hostile);
    await page.getByText('<img src=x onerror=').waitFor();

    expect(await page.locator('.lines img, .lines script, .lines a').count()).toBe(0);
    expect(await page.locator('.lines .a1').innerText()).toBe('red');
    expect(await page.getByText('click', { exact: true }).count()).toBe(1);
    expect(await page.title()).toBe(title);
    expectNoComplaints(opened);
  });

  test('of a million lines are searched whole, from the first hit on, and scrolled to their beginning', async () => {
    const log = aLog(1_000_000);
    const opened = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    const { page } = opened;
    await page.keyboard.press('l');
    await page.getByText('line 999999 of').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('line 77777');
    await page.getByText('11 hits', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.locator('.line.current.hit', { hasText: 'line 77777 of' }).waitFor();
    await page.getByText('line 77776 of').waitFor();
    await page.keyboard.press('N');
    await page.locator('.line.current', { hasText: 'line 777779 of' }).waitFor();
    const began = Date.now();
    await page.getByLabel('Search the logs').fill('(9{5}|0{5}) of');
    await page.getByLabel('regular expression').check();
    await page.getByText('19 hits', { exact: true }).waitFor();
    console.info(`a million lines searched for an expression: ${Date.now() - began} ms`);
    await page.getByLabel('Search the logs').fill('');
    await page.locator('.lines').focus();
    await page.keyboard.press('g');

    await page.getByText('line 0 of').waitFor();
    expect(await page.locator('.lines .line').count()).toBeLessThan(100);
    await page.keyboard.press('f');
    await page.getByText('line 999999 of').waitFor();
    await log.write(1);
    await page.getByText('line 1000000 of').waitFor();
    expectNoComplaints(opened);
  });

  test('are read from their beginning when one scrolls there, and what one looked at stays where it was', async () => {
    const log = aLog(50_000);
    const { page } = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    await page.getByText('line 49999 of').waitFor();
    await expect.poll(() => heightOf(page)).toBe(2000 * 18);
    await page.locator('.lines').evaluate((element) => {
      element.scrollTop = 0;
    });

    await expect.poll(() => heightOf(page)).toBe(50_000 * 18);
    await page.getByText('line 48000 of').waitFor();
    expect(await page.locator('.lines').evaluate(({ scrollTop }) => scrollTop)).toBe(48_000 * 18);
  });

  test('are filtered by level, by a field of JSON and by time; a hit is shown among its neighbours', async () => {
    const log = aLog();
    const { page } = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    await page.keyboard.press('l');
    await log.say([
      '{"level":"info","user":{"id":17},"msg":"hello"}',
      'ERROR: no such folder',
      '{"level":"error","user":{"id":18},"msg":"broken"}',
      '    at the second line of a trace',
    ]);
    await page.getByText('no such folder').waitFor();
    const texts = (): Promise<string[]> => page.locator('.lines .line .text').allInnerTexts();
    await page.getByLabel('only hits').check();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('level').selectOption('error');
    await expect.poll(texts).toHaveLength(3);
    await page.getByLabel('JSON field').fill('user.id=18');
    await expect.poll(texts).toEqual(['{"level":"error","user":{"id":18},"msg":"broken"}']);
    await page.locator('.lines .line').click();
    const line = page.getByRole('region', { name: 'The line' });
    expect(await line.locator('pre').innerText()).toContain('"id": 18');
    await page.keyboard.press('c');
    await expect.poll(texts).toHaveLength(4);
    await page.locator('.line.current', { hasText: 'broken' }).waitFor();
    await page.getByLabel('JSON field').fill('user');
    await page.getByText('a field has a value').waitFor();
  });

  test('have links to one line, which open another page there', async () => {
    const log = aLog(10_000);
    const opened = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    const { page, server } = opened;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('l');
    await page.getByLabel('Whose logs').selectOption('web');
    await page.getByText('line 9990 of').click();
    const name = `web-1@${timeOf(9990)}`;
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe(`#/logs//web/${name}`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('copied: http').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    await log.write(5000);
    const other = await page.context().newPage();
    await other.goto(copied);

    await other.locator('.line.current', { hasText: 'line 9990 of' }).waitFor();
    expect(await other.getByRole('region', { name: 'The line' }).locator('pre').innerText()).toBe(
      'line 9990 of a log',
    );
    expect(other.url()).toContain(`${server.origin}/#/logs//web/`);
    await page.reload();
    await page.locator('.line.current', { hasText: 'line 9990 of' }).waitFor();
    expectNoComplaints(opened);
  });

  test('are copied as text, the lines that were chosen by keyboard or all hits', async () => {
    const log = aLog(3000);
    const opened = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    const { page } = opened;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('l');
    await log.say([`${ESC}[32mgreen${ESC}[0m`]);
    await page.getByText('green').waitFor();
    await page.locator('.lines').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await page.locator('.line.chosen').count()).toBe(2);
    await page.keyboard.press('Shift+C');
    await page.getByText('copied: 2 lines').waitFor();
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    expect(await copied()).toBe('web-1 | line 2999 of a log\nweb-1 | green\n');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'The line' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('only hits').check();
    await page.getByLabel('Search the logs').fill('line 29');
    await page.getByText('111 hits').waitFor();
    await page.getByRole('button', { name: 'Copy lines' }).click();
    await page.getByText('copied: 111 lines').waitFor();
    expect((await copied()).split('\n')).toHaveLength(112);
    expectNoComplaints(opened);
  });

  test('tell between the lines what has failed, and where one container took the place of another', async () => {
    const log = aLog();
    const { page } = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }));
    await page.keyboard.press('l');
    const failed: PageLogLine = [
      'web-1',
      timeOf(1),
      'fail',
      'container shop-web-1 is unhealthy · at compose.yaml:4:5',
    ];
    await log.give([
      ['web-1', timeOf(0), 'out', 'starting'],
      failed,
      ['web-1', timeOf(2), 'out', 'going on'],
    ]);

    await page.locator('.stream-fail', { hasText: '✕ container shop-web-1 is unhealthy' }).waitFor();
    await page.getByLabel('only hits').check();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('level').selectOption('error');
    await expect.poll(() => page.locator('.lines .line').count()).toBe(1);
  });

  test.each([360, 1280])('have no fault that axe finds, and nothing too wide, %i wide', async (width) => {
    const log = aLog(100);
    const { page } = await openPage(aPageApplication({ state: aShop(), followLogs: log.follow }), {
      viewport: { width, height: 740 },
    });
    await page.keyboard.press('l');
    await page.getByText('line 99 of').waitFor();
    await page.getByLabel('Whose logs').selectOption('web');
    await page.getByLabel('And the logs of').selectOption('db');
    await page.getByText('line 99 of').waitFor();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('Search the logs').fill('line 9');
    await page.getByText('11 hits').waitFor();
    await page.locator('.lines').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'The line' }).waitFor();

    expect(await faultsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.locator('.lines').evaluate((element) => element.clientHeight)).toBeGreaterThan(100);
  });
});

const heightOf = (page: Awaited<ReturnType<typeof openPage>>['page']): Promise<number> =>
  page.locator('.lines .all').evaluate((element) => element.getBoundingClientRect().height);
