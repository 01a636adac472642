/** Each of them is the name of the tag, and is set in the pipeline of a tag alone. */
const TAG_VARIABLES = [
  'CI_COMMIT_TAG',
  'BUILDKITE_TAG',
  'CIRCLE_TAG',
  'BITBUCKET_TAG',
  'DRONE_TAG',
  'TRAVIS_TAG',
];

const TAG_REF = 'refs/tags/';

/** The tag that the pipeline runs for; undefined: it runs for something else, or this is no pipeline. */
export function pipelineTag(environment: ReadonlyMap<string, string>): string | undefined {
  const told = (name: string): string | undefined => environment.get(name) || undefined;
  if (told('GITHUB_REF_TYPE') === 'tag') return told('GITHUB_REF_NAME');
  // Others than Jenkins use this name for what they like.
  if (told('JENKINS_URL') && told('TAG_NAME')) return told('TAG_NAME');
  const ref = told('BUILD_SOURCEBRANCH');
  if (told('TF_BUILD') && ref?.startsWith(TAG_REF)) return ref.slice(TAG_REF.length);
  return TAG_VARIABLES.map(told).find((name) => name !== undefined);
}
