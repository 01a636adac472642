import type { Author, Commit } from '../../model/release.ts';
import { holderOf } from '../../reconciler/lock/lock-holder.ts';
import { Git } from '../git/git.ts';

/** Who runs this, by the names that the lock of the project has too. */
export function author(environment: ReadonlyMap<string, string>): Author {
  const { user, host } = holderOf('', '');
  const pipeline = pipelineIn(environment);
  return { user, host, ...(pipeline !== undefined && { pipeline }) };
}

/** The first that is set. Source: the documentation of each. */
const ADDRESSES = ['CI_JOB_URL', 'BUILD_URL', 'BUILDKITE_BUILD_URL', 'CIRCLE_BUILD_URL'] as const;

function pipelineIn(environment: ReadonlyMap<string, string>): string | undefined {
  const [server, repository, run] = ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'].map((name) =>
    environment.get(name),
  );
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  const address = ADDRESSES.map((name) => environment.get(name)).find(Boolean);
  return address ?? (environment.get('CI') ? 'CI' : undefined);
}

/** Of the folder. undefined: it is in no repository, or git cannot tell. */
export async function commitOf(folder: string): Promise<Commit | undefined> {
  try {
    const git = new Git(folder);
    const [sha, isDirty] = await Promise.all([git.sha(), git.isDirty()]);
    return { sha, isDirty };
  } catch {
    return undefined;
  }
}
