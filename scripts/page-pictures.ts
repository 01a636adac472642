import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { startPageServer } from '../src/serve/page-server.ts';
import { type PageSite, siteOf } from '../src/serve/page-site.ts';
import { aLog } from '../test/page/a-log.ts';
import { aPageApplication, noContainers } from '../test/support/a-page-application.ts';
import { aPageSite } from '../test/support/a-page-site.ts';
import { findChromium } from '../test/support/find-chromium.ts';
import { DETAILS, LOG, NOW, STATE } from './pictures/a-project.ts';
import { PROJECTS } from './pictures/projects.ts';

/** Takes the pictures of docs/page.md: the page of a project that is nowhere, so that they differ only when the page does. */
const FOLDER = join(import.meta.dirname, '../docs/images');
const QUALITY = 85;
const MOST_BYTES = 120_000;

const press = (page: Page, key: string): Promise<void> => page.keyboard.press(key);

/** How each view of a project is reached from the first one. */
const VIEWS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  graph: (page) => page.locator('.graph .node').first().waitFor(),
  async plan(page) {
    await press(page, 'p');
    await page.getByRole('heading', { name: '2 changes' }).waitFor();
  },
  async logs(page) {
    await press(page, 'l');
    await page.getByText('GET /cart 200 8 ms').last().waitFor();
    await press(page, '/');
    await page.keyboard.type('timed out');
    await page.getByText('10 hits').waitFor();
    await press(page, 'Escape');
    await press(page, 'n');
    await page.getByText('1 of 10 hits').waitFor();
    await page.locator('.line.current', { hasText: 'timed out' }).waitFor();
    await page.getByRole('button', { name: /paused/ }).waitFor();
  },
  async container(page) {
    await page.getByRole('navigation', { name: 'Services' }).getByRole('button', { name: /^api/ }).click();
    await page.getByText('172.20.0.4').scrollIntoViewIfNeeded();
  },
};

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('there is no chromium: apt-get install chromium');
const browser = await chromium.launch({
  executablePath,
  args: [
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
    '--font-render-hinting=none',
    '--disable-partial-raster',
  ],
});
try {
  for (const [name, reach] of Object.entries(VIEWS)) await takeProjectPicture(name, reach);
  await takePicture('overview', aPageSite({}, PROJECTS), async (page) => {
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  });
} finally {
  await browser.close();
}

async function takeProjectPicture(name: string, reach: (page: Page) => Promise<void>): Promise<void> {
  const log = aLog();
  const application = aPageApplication({
    state: STATE,
    followLogs: log.follow,
    containers: { ...noContainers, details: async () => DETAILS },
  });
  await takePicture(name, siteOf(application), async (page) => {
    await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor();
    const written = log.give(LOG);
    await reach(page);
    if (name === 'logs') await written;
  });
}

async function takePicture(
  name: string,
  site: PageSite,
  reach: (page: Page) => Promise<void>,
): Promise<void> {
  const server = await startPageServer({ site, port: 0 });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    colorScheme: name === 'plan' ? 'light' : 'dark',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  try {
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW);
    await page.goto(server.newLink().url);
    await reach(page);
    const session = await context.newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    const picture = Buffer.from(data, 'base64');
    if (picture.length > MOST_BYTES)
      throw new Error(`${name} has ${picture.length} bytes, and may have ${MOST_BYTES}`);
    writeFileSync(join(FOLDER, `page-${name}.webp`), picture);
    console.log(`docs/images/page-${name}.webp  ${Math.ceil(picture.length / 1000)} kB`);
  } finally {
    await context.close();
    await server.close();
  }
}
