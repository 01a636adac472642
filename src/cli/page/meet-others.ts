import type { Engine } from '../../engine/port/engine.ts';
import { LatestRequest } from '../../util/latest-request.ts';
import type { Cli } from '../context/cli.ts';
import type { LiveProject } from './live-project.ts';
import { type Meeting, meetingPlace, openMeeting, type PageLink } from './page-meeting.ts';

interface Served {
  readonly project: LiveProject;
  readonly engine: Engine;
  readonly readOnly: boolean;
  readonly newLink: () => PageLink;
}

/** Shows on the page of a project what other processes do to it. They find it by its name, which a file that is saved may change. */
export async function meetOthers(cli: Cli, { project, engine, readOnly, newLink }: Served): Promise<Meeting> {
  let name: string | undefined;
  let meeting: Meeting | undefined;
  const moves = new LatestRequest<void>(async () => {
    await meeting?.close();
    name = project.name;
    // The files may be wrong, and not say which project it is.
    const path = name === '' ? undefined : meetingPlace(cli, name, engine);
    const onRun = project.watchRun.bind(project);
    const onWatch = project.showWatch.bind(project);
    meeting = await openMeeting({ path, readOnly, newLink, onRun, onWatch });
  });
  await moves.request();
  const endFollowing = project.feed.onChange(() => {
    if (project.name !== name) moves.request().catch(() => {}); // no place to meet is no reason to end
  });
  return {
    async close() {
      endFollowing();
      await moves.close();
      await meeting?.close();
    },
  };
}
