import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { type PageServer, type PageServerOptions, startPageServer } from '../../src/serve/page-server.ts';
import { type PageSite, siteOf } from '../../src/serve/page-site.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { findChromium } from '../support/find-chromium.ts';

type Application = ReturnType<typeof aPageApplication>;

const program = findChromium();

/** Why no test of this file can run. undefined: all can. In CI a missing browser is a failure. */
export const withoutBrowser = program === undefined && !process.env.CI;
if (withoutBrowser)
  console.warn('no test of the page is run: there is no chromium (apt-get install chromium)');

let started: Promise<Browser> | undefined;
const running: { close(): Promise<unknown> }[] = [];

function browser(): Promise<Browser> {
  started ??= chromium.launch({
    ...(program !== undefined && { executablePath: program }),
    // A name that somebody made lead to this machine, and one that it has; and a container has 64 MB for what the two would share.
    args: [
      '--host-resolver-rules=MAP evil.test 127.0.0.1, MAP box.test 127.0.0.1',
      '--disable-dev-shm-usage',
    ],
  });
  return started;
}

afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
});

afterAll(async () => {
  await (await started)?.close();
});

export interface OpenPage {
  readonly page: Page;
  readonly server: PageServer;
  readonly application: Application;
  /** What the browser complained about: errors, and violations of the policy. */
  readonly complaints: readonly string[];
}

/** A window that nothing else uses. */
export async function aWindow(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  running.push(context);
  return context.newPage();
}

type More = Partial<Omit<PageServerOptions, 'site'>>;

export const aServer = (application = aPageApplication(), more: More = {}): Promise<PageServer> =>
  serve(siteOf(application), more);

export async function serve(site: PageSite, more: More = {}): Promise<PageServer> {
  const server = await startPageServer({ site, port: 0, ...more });
  running.push(server);
  return server;
}

/** The page of this application, as a link opens it. @param prepare is called before anything is loaded */
export async function openPage(
  application = aPageApplication(),
  options: BrowserContextOptions = {},
  prepare: (page: Page) => void = () => {},
): Promise<OpenPage> {
  const server = await aServer(application);
  const page = await aWindow({ reducedMotion: 'reduce', ...options });
  const complaints = complaintsOf(page);
  prepare(page);
  await page.goto(server.newLink().url);
  await page.getByRole('heading', { name: application.feed.state.project, level: 1 }).waitFor();
  return { page, server, application, complaints };
}

export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

export function expectNoComplaints({ complaints }: Pick<OpenPage, 'complaints'>): void {
  expect(complaints).toEqual([]);
}

/** What axe finds, in words. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  // The policy of the page forbids a script that is added to it.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: { run(options: object): Promise<Found> } };
    interface Found {
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
      }[];
    }
    const { violations } = await checker.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`),
    );
  });
}
