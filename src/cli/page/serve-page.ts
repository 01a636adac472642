import { readOnlyEngine } from '../../engine/port/read-only-engine.ts';
import { siteOf } from '../../serve/page-site.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { LiveProject } from './live-project.ts';
import { meetOthers } from './meet-others.ts';
import { type Meeting, meetingPlace } from './page-meeting.ts';
import { offerLinkOfOther, serveSite } from './serve-site.ts';
import { staySmall } from './stay-small.ts';
import type { UiOptions } from './ui-options.ts';

/** Serves the page of the project until Ctrl-C. @returns the exit code */
export async function servePage(cli: Cli, options: UiOptions): Promise<number> {
  staySmall();
  const { readOnly = false } = options;
  const connected = await cli.engine();
  const engine = readOnly ? readOnlyEngine(connected) : connected;
  // Whoever reveals secrets at a terminal does not do so for every page.
  const globals = { ...cli.globals, reveal: false };
  const project = new LiveProject({ ...cli, globals, engine: async () => engine }, engine, { readOnly });
  await project.start();
  // The files are wrong, and do not say which project it is.
  const path = project.name === '' ? undefined : meetingPlace(cli, project.name, engine);
  if (await offerLinkOfOther(cli, { path, what: 'of this project' }, options)) {
    await project.close();
    return EXIT.ok;
  }
  warnOfNoFile(cli, project);
  let meeting: Meeting | undefined;
  return serveSite(
    cli,
    {
      site: siteOf(project),
      async onServing({ newLink }) {
        meeting = await meetOthers(cli, { project, engine, readOnly, newLink });
      },
      async close() {
        await meeting?.close();
        await project.close();
      },
    },
    options,
  );
}

/** The page waits for one: whoever is in the wrong folder would wait for ever. */
function warnOfNoFile({ stderr }: Cli, { feed }: LiveProject): void {
  const missing = feed.state.problems.find(({ code }) => code === 'no-compose-file');
  if (missing) stderr.write(`${missing.message}\n  hint: ${missing.hint}\n`);
}
