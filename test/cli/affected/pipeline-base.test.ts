import { describe, expect, test } from 'vitest';
import { pipelineBase } from '../../../src/cli/git/pipeline-base.ts';

const NONE = '0'.repeat(40);
const SHA = 'a'.repeat(40);

function baseOf(environment: Readonly<Record<string, string>>, { event = '', head = SHA } = {}) {
  const found = pipelineBase({ environment: new Map(Object.entries(environment)), event, head });
  if (!found) return 'no pipeline';
  return 'nothing' in found ? found.nothing : `${found.how} ${found.candidates.join(' or ')}`;
}

describe('pipelineBase() of GitHub', () => {
  const github = (environment: Readonly<Record<string, string>>, event: unknown = {}, head = SHA) =>
    baseOf({ GITHUB_ACTIONS: 'true', ...environment }, { event: JSON.stringify(event), head });

  test('is the branch of a pull request, or what its merge was made of, if that is what is checked out', () => {
    expect(github({ GITHUB_BASE_REF: 'main', GITHUB_SHA: SHA })).toBe('shared origin/main or HEAD^1');
    expect(github({ GITHUB_BASE_REF: 'main', GITHUB_SHA: SHA }, {}, 'b'.repeat(40))).toBe(
      'shared origin/main',
    );
  });

  test('is the commit before a merge queue', () => {
    expect(github({ GITHUB_EVENT_NAME: 'merge_group' }, { merge_group: { base_sha: SHA } })).toBe(
      `shared ${SHA}`,
    );
  });

  test.each([
    ['after a push', SHA, 'work', `itself ${SHA}`],
    ['of a new branch', NONE, 'work', 'shared origin/main'],
    ['of the first push of all', NONE, 'main', 'the branch is new'],
  ])('%s', (_, before, branch, expected) => {
    const event = { before, repository: { default_branch: 'main' } };

    expect(github({ GITHUB_REF_NAME: branch, GITHUB_REF_TYPE: 'branch' }, event)).toBe(expected);
  });

  test('is nothing for a tag, for a schedule, and where the event cannot be read', () => {
    expect(github({ GITHUB_REF_TYPE: 'tag' }, { before: SHA })).toBe('this is the run of a tag');
    expect(github({ GITHUB_EVENT_NAME: 'schedule' }, { schedule: '0 0 * * *' })).toBe(
      'GitHub names nothing to compare with for schedule',
    );
    for (const event of ['', '{', '[]', 'null', '{"before": 1}'])
      expect(baseOf({ GITHUB_ACTIONS: 'true' }, { event })).toMatch(/^GitHub names nothing/);
  });
});

test.each([
  [{ CI_MERGE_REQUEST_DIFF_BASE_SHA: SHA, CI_COMMIT_BEFORE_SHA: NONE }, `shared ${SHA}`],
  [{ CI_MERGE_REQUEST_DIFF_BASE_SHA: SHA, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'b' }, 'shared b'],
  [{ CI_COMMIT_BEFORE_SHA: SHA }, `itself ${SHA}`],
  [{ CI_COMMIT_BEFORE_SHA: NONE, CI_COMMIT_BRANCH: 'work', CI_DEFAULT_BRANCH: 'main' }, 'shared origin/main'],
  [{ CI_COMMIT_BEFORE_SHA: NONE, CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main' }, 'the branch is new'],
  [{ CI_COMMIT_BEFORE_SHA: SHA, CI_COMMIT_TAG: 'v1' }, 'this is the run of a tag'],
  [{}, 'GitLab names nothing to compare with'],
])('pipelineBase() of GitLab for %j', (variables, expected) => {
  expect(baseOf({ GITLAB_CI: 'true', ...variables })).toBe(expected);
});

test.each([
  [{ JENKINS_URL: 'http://x', CHANGE_TARGET: 'main' }, 'shared origin/main'],
  [{ JENKINS_URL: 'http://x', GIT_PREVIOUS_SUCCESSFUL_COMMIT: SHA }, `itself ${SHA}`],
  [{ JENKINS_URL: 'http://x', TAG_NAME: 'v1' }, 'this is the run of a tag'],
  [{ JENKINS_URL: 'http://x' }, 'Jenkins knows no run of this branch that passed'],
  [{ BUILDKITE: 'true', BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main' }, 'shared origin/main'],
  [{ TF_BUILD: 'True', SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main' }, 'shared origin/main'],
  [{ CIRCLECI: 'true' }, 'the pipeline names nothing to compare with'],
  [{ CI: 'true' }, 'no pipeline'],
  [{}, 'no pipeline'],
])('pipelineBase() of others for %j', (variables, expected) => {
  expect(baseOf(variables)).toBe(expected);
});
