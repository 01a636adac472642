import { UserError } from '../../diagnostics/user-error.ts';
import { readOnlyEngine } from '../../engine/port/read-only-engine.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { EngineSite } from './engine-site.ts';
import { type Meeting, meetingPlace, openMeeting } from './page-meeting.ts';
import { offerLinkOfOther, serveSite } from './serve-site.ts';
import { staySmall } from './stay-small.ts';
import type { UiOptions } from './ui-options.ts';

/** Serves an overview of all projects of the engine, and their pages, until Ctrl-C. @returns the exit code. Error: UserError `bad-usage` */
export async function serveOverview(cli: Cli, options: UiOptions): Promise<number> {
  refuseOneProject(cli);
  staySmall();
  const { readOnly = false } = options;
  const connected = await cli.engine();
  const engine = readOnly ? readOnlyEngine(connected) : connected;
  const path = meetingPlace(cli, '', engine);
  if (await offerLinkOfOther(cli, { path, what: 'of all projects' }, options)) return EXIT.ok;
  const site = new EngineSite(cli, engine, readOnly);
  await site.start();
  let meeting: Meeting | undefined;
  return serveSite(
    cli,
    {
      site,
      async onServing({ newLink }) {
        site.onServing(newLink);
        // No run and no watch is of all projects.
        const ignore = (): void => {};
        meeting = await openMeeting({ path, readOnly, newLink, onRun: ignore, onWatch: ignore });
      },
      async close() {
        await meeting?.close();
        await site.close();
      },
    },
    options,
  );
}

function refuseOneProject({ globals: { file, projectName, instance } }: Cli): void {
  const flag =
    file.length > 0 ? '-f' : projectName ? '-p' : instance === undefined ? undefined : '--instance';
  if (flag !== undefined)
    throw new UserError('bad-usage', `${flag} names one project, and --all asks for all of them`, {
      hint: 'leave out one of the two',
    });
}
