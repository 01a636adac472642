/** What a pipeline says that a run is compared with. */
export type PipelineBase =
  /** The first of these that git has. `itself`: what the branch was before; `shared`: a branch that goes on beside it. */
  | { readonly candidates: readonly string[]; readonly how: 'shared' | 'itself' }
  /** There is nothing to compare with. */
  | { readonly nothing: string };

interface Told {
  readonly environment: ReadonlyMap<string, string>;
  /** What GitHub says of the event that began the run: the text of `GITHUB_EVENT_PATH`. */
  readonly event: string | undefined;
  /** The commit that is checked out. */
  readonly head: string | undefined;
}

/** @returns undefined: this is no pipeline, or none that says so */
export function pipelineBase(told: Told): PipelineBase | undefined {
  const has = (name: string): boolean => Boolean(told.environment.get(name));
  if (has('GITHUB_ACTIONS') || has('GITHUB_BASE_REF')) return ofGithub(told);
  if (has('GITLAB_CI') || has('CI_MERGE_REQUEST_DIFF_BASE_SHA')) return ofGitlab(told);
  if (has('JENKINS_URL') || has('CHANGE_TARGET')) return ofJenkins(told);
  return ofOthers(told);
}

function ofGithub({ environment, event: text, head }: Told): PipelineBase {
  const name = environment.get('GITHUB_EVENT_NAME') ?? 'this event';
  const target = environment.get('GITHUB_BASE_REF');
  if (target) {
    // What is checked out for a pull request is a merge whose first parent is what it is merged into. Of another commit it is any commit.
    const isMerge = head !== undefined && environment.get('GITHUB_SHA') === head;
    return { candidates: [`origin/${target}`, ...(isMerge ? ['HEAD^1'] : [])], how: 'shared' };
  }
  const event = recordOf(text);
  const queued = textAt(recordIn(event, 'merge_group'), 'base_sha');
  if (queued !== undefined) return { candidates: [queued], how: 'shared' };
  if (environment.get('GITHUB_REF_TYPE') === 'tag') return OF_TAG;
  const before = textAt(event, 'before');
  if (before === undefined) return { nothing: `GitHub names nothing to compare with for ${name}` };
  return afterPush(before, {
    branch: environment.get('GITHUB_REF_NAME'),
    main: textAt(recordIn(event, 'repository'), 'default_branch'),
  });
}

function ofGitlab({ environment }: Told): PipelineBase {
  // Of a merged result, what it was merged into: the other one is older, and names too much.
  const base =
    environment.get('CI_MERGE_REQUEST_TARGET_BRANCH_SHA') ||
    environment.get('CI_MERGE_REQUEST_DIFF_BASE_SHA');
  if (base) return { candidates: [base], how: 'shared' };
  if (environment.get('CI_COMMIT_TAG')) return OF_TAG;
  const before = environment.get('CI_COMMIT_BEFORE_SHA');
  if (!before) return { nothing: 'GitLab names nothing to compare with' };
  return afterPush(before, {
    branch: environment.get('CI_COMMIT_BRANCH'),
    main: environment.get('CI_DEFAULT_BRANCH'),
  });
}

function ofJenkins({ environment }: Told): PipelineBase {
  const target = environment.get('CHANGE_TARGET');
  if (target) return { candidates: [`origin/${target}`], how: 'shared' };
  if (environment.get('TAG_NAME')) return OF_TAG;
  const passed = environment.get('GIT_PREVIOUS_SUCCESSFUL_COMMIT');
  if (passed) return { candidates: [passed], how: 'itself' };
  return { nothing: 'Jenkins knows no run of this branch that passed' };
}

/** Where the target of a pull request is named, and nothing else. */
const TARGETS = ['BUILDKITE_PULL_REQUEST_BASE_BRANCH', 'SYSTEM_PULLREQUEST_TARGETBRANCH'];
const PIPELINES = ['BUILDKITE', 'TF_BUILD', 'CIRCLECI'];

function ofOthers({ environment }: Told): PipelineBase | undefined {
  const target = TARGETS.map((name) => environment.get(name)).find(Boolean);
  if (target) return { candidates: [`origin/${target.replace(/^refs\/heads\//, '')}`], how: 'shared' };
  const isPipeline = PIPELINES.some((name) => environment.get(name));
  return isPipeline ? { nothing: 'the pipeline names nothing to compare with' } : undefined;
}

const OF_TAG: PipelineBase = { nothing: 'this is the run of a tag' };

interface Branches {
  readonly branch: string | undefined;
  readonly main: string | undefined;
}

/** A new branch has no commit before, and began at the main one. */
function afterPush(before: string, { branch, main }: Branches): PipelineBase {
  if (!isNoCommit(before)) return { candidates: [before], how: 'itself' };
  return main === undefined || branch === main
    ? { nothing: 'the branch is new' }
    : { candidates: [`origin/${main}`], how: 'shared' };
}

/** `0000…`, which pipelines write where there is none. */
export const isNoCommit = (name: string): boolean => /^0+$/.test(name);

type JsonRecord = Readonly<Record<string, unknown>>;

function recordOf(text: string | undefined): JsonRecord {
  try {
    const read: unknown = JSON.parse(text ?? '{}');
    return isRecord(read) ? read : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null;

function recordIn(record: JsonRecord, name: string): JsonRecord {
  const value = record[name];
  return isRecord(value) ? value : {};
}

function textAt(record: JsonRecord, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
