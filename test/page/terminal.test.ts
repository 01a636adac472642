import { describe, expect, test } from 'vitest';
import type { ContainerAccess, TerminalSize } from '../../src/serve/container/container-port.ts';
import { aPageApplication, noContainers } from '../support/a-page-application.ts';
import { expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { CONTAINER_DETAILS } from './container-details.ts';
import { aShop } from './shop-state.ts';

const ESC = '\u001b';

/** One shell, which says and hears what a test wants. */
function aShell() {
  let typed = '';
  let size: TerminalSize | undefined;
  let isAborted = false;
  let show: Parameters<ContainerAccess['openTerminal']>[2] = () => undefined;
  let end = (_code: number): void => {};
  const access: ContainerAccess = {
    variable: async () => undefined,
    async openTerminal(_, first, output, signal) {
      size = first;
      show = output;
      signal.addEventListener('abort', () => {
        isAborted = true;
      });
      return {
        write(text) {
          typed += text;
        },
        resize(changed) {
          size = changed;
        },
        ended: new Promise((resolve) => {
          end = resolve;
        }),
      };
    },
  };
  return {
    access,
    typed: () => typed,
    size: () => size,
    isAborted: () => isAborted,
    show: (text: string) => show(text),
    end: (code: number) => end(code),
  };
}

async function openTerminal(options: Parameters<typeof openPage>[1] = {}) {
  const shell = aShell();
  const application = aPageApplication({
    state: aShop(),
    containers: { ...noContainers, details: async () => CONTAINER_DETAILS, access: shell.access },
  });
  const opened = await openPage(application, options);
  const { page } = opened;
  await page.getByRole('navigation', { name: 'Services' }).getByRole('button', { name: /^web/ }).click();
  await page.getByRole('button', { name: 'Terminal in shop-web-1' }).click();
  const terminal = page.getByRole('region', { name: 'Terminal in shop-web-1' });
  const input = terminal.getByRole('textbox', { name: 'Terminal in shop-web-1' });
  await expect.poll(() => shell.size()).toBeDefined();
  return { ...opened, shell, terminal, input, rows: terminal.locator('.xterm-rows') };
}

describe.skipIf(withoutBrowser)('a terminal on the page', () => {
  test('shows what a program writes, in its colours, under the policy of the page', async () => {
    const { rows, shell, ...opened } = await openTerminal();
    await shell.show(
      `${ESC}[31mred${ESC}[0m ${ESC}[38;2;1;200;3mtrue${ESC}[0m <img src=x onerror=alert(1)>\r\n`,
    );
    await shell.show(
      `${ESC}]0;a title\u0007${ESC}]52;c;c2VjcmV0\u0007${ESC}]8;;javascript:alert(1)\u0007link${ESC}]8;;\u0007`,
    );

    await rows.getByText('<img src=x onerror=alert(1)>').waitFor();
    const colourOf = (text: string) =>
      rows.getByText(text, { exact: true }).evaluate((span) => getComputedStyle(span).color);
    const colours = [await colourOf('red'), await colourOf('true')];
    expect(new Set([...colours, await rows.evaluate((all) => getComputedStyle(all).color)]).size).toBe(3);
    expect(await opened.page.title()).not.toContain('a title');
    expect(await opened.page.locator('.terminal a, .terminal img').count()).toBe(0);
    expectNoComplaints(opened);
  });

  test('sends all keys to the shell, and Ctrl ] leaves it', async () => {
    const { page, shell, terminal, input, ...opened } = await openTerminal();

    expect(await input.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type('ls?');
    for (const key of ['Enter', 'Escape', 'Tab', 'ArrowUp', 'Control+c', 'Control+k', 'Control+d'])
      await page.keyboard.press(key);
    await expect.poll(() => shell.typed()).toBe(`ls?\r${ESC}\t${ESC}[A\u0003\u000b\u0004`);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+]');
    const close = terminal.getByRole('button', { name: /Close the terminal/ });
    expect(await close.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => terminal.count()).toBe(0);
    await expect.poll(() => shell.isAborted()).toBe(true);
    expectNoComplaints(opened);
  });

  test('has the size that there is room for, also when that changes', async () => {
    const { page, shell, input } = await openTerminal();
    await input.waitFor({ state: 'attached' });
    const wide = shell.size();
    await page.setViewportSize({ width: 360, height: 640 });

    await expect.poll(() => shell.size()?.columns).toBeLessThan(60);
    expect(wide?.columns).toBeGreaterThan(100);
  });

  test('pastes as a program asks for it, and copies what is selected', async () => {
    const { page, shell, input, terminal, rows } = await openTerminal({
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await shell.show(`copy-me${ESC}[?2004h`);
    const word = await rows.getByText('copy-me').boundingBox();
    await page.mouse.dblclick((word?.x ?? 0) + 20, (word?.y ?? 0) + 5);
    await page.keyboard.press('Control+Shift+C');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('copy-me');
    await input.evaluate((element) => {
      const data = new DataTransfer();
      data.setData('text/plain', `two\nlines${'x'.repeat(20_000)}`);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    });

    await expect.poll(() => shell.typed().endsWith('[201~')).toBe(true);
    expect(shell.typed()).toBe(`${ESC}[200~two\rlines${'x'.repeat(20_000)}${ESC}[201~`);
    expect(await terminal.isVisible()).toBe(true);
  });

  test('tells how the shell ended, and takes no more keys', async () => {
    const { page, shell, terminal, input } = await openTerminal();
    await input.waitFor({ state: 'attached' });
    shell.end(3);
    await terminal.getByText('ended with 3').waitFor();
    await page.keyboard.type('late');

    expect(shell.typed()).toBe('');
  });

  test('is over when the connection is lost, and is not opened again by itself', async () => {
    const { page, shell, terminal } = await openTerminal();
    await page.evaluate(() => {
      // The page is told of it as of any other loss.
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        if (String(data).includes('"input"')) this.close();
        else send.call(this, data);
      };
    });
    await page.keyboard.type('x');

    await terminal.getByText('the connection was lost, and the shell ended with it').waitFor();
    expect(shell.isAborted()).toBe(true);
  });

  test.each([
    ['dark', 360],
    ['light', 1280],
  ] as const)('has no fault that axe finds: %s, %i wide', async (colorScheme, width) => {
    const { page, shell, terminal, rows } = await openTerminal({
      colorScheme,
      viewport: { width: 1280, height: 700 },
    });
    await page.setViewportSize({ width, height: 700 });
    await terminal.getByLabel('Screen reader').check();
    await shell.show('read me\r\n');
    await rows.getByText('read me').waitFor();
    await terminal.locator('.xterm-accessibility').getByText('read me').first().waitFor();

    expect(await faultsOf(page)).toEqual([]);
  });
});
