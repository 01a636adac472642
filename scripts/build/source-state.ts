import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textAt } from '../setup/json.ts';
import { root } from '../setup/root.ts';
import { tryRun } from '../setup/run.ts';
import { versionOf } from './version-of.ts';

/** What the sources are that something is built of. */
export interface SourceState {
  readonly version: string;
  /** The sources are a commit and nothing but it, so that anybody can build the same from it. */
  readonly isCommit: boolean;
  /** When they were committed, in seconds since 1970: the time of every file that a release contains. */
  readonly time: number;
}

/** Asks git; where there is none, or no commit (an unpacked archive), package.json has the version. */
export function sourceState(): SourceState {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const planned = textAt(manifest, 'version') ?? '0.0.0';
  const time = process.env.SOURCE_DATE_EPOCH;
  const commit = git('rev-parse', '--short=10', 'HEAD');
  if (commit === undefined) return { version: planned, isCommit: false, time: Number(time ?? 0) };
  // Long always, so that its shape is one: TAG-N-gCOMMIT.
  const described = git('describe', '--tags', '--long', '--match', 'v[0-9]*');
  const [, tag, since] = /^v(.*)-(\d+)-g[0-9a-f]+$/.exec(described ?? '') ?? [];
  const commits = Number(since ?? git('rev-list', '--count', 'HEAD') ?? 0);
  const isCommit = git('status', '--porcelain') === '';
  return {
    version: versionOf({ planned, tag, commits, commit, isCommit }),
    isCommit,
    time: Number(time ?? git('log', '-1', '--format=%ct') ?? 0),
  };
}

/** undefined: git does not know. */
function git(...words: readonly string[]): string | undefined {
  const { ok, text } = tryRun('git', ['-C', root, ...words]);
  return ok ? text : undefined;
}
