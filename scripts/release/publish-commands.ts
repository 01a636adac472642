/** One call of a program that publishes something. */
export type PublishCommand = readonly [program: string, ...words: string[]];

/**
 * How a release is published, in order: the packages of the platforms before the one that names them, so that nobody installs
 * `gantry` without its executable, and then everything else.
 *
 * @param files of the release, with their paths below its folder
 * Error: the version is not one of a tag, or a package is missing
 */
export function publishCommands(version: string, files: readonly string[]): readonly PublishCommand[] {
  if (version.includes('+')) throw new Error(`${version} is not the version of a tag`);
  const packages = files.filter((file) => file.endsWith('.tgz'));
  const main = `npm/gantry-${version}.tgz`;
  if (!packages.includes(main)) throw new Error(`${main} is not there: npm run release`);
  const tag = version.includes('-') ? 'next' : 'latest';
  const publish = (file: string): PublishCommand => [
    'npm',
    'publish',
    file,
    '--access=public',
    `--tag=${tag}`,
  ];
  return [
    ...packages.filter((file) => file !== main).map(publish),
    publish(main),
    [
      'gh',
      'release',
      'create',
      `v${version}`,
      '--verify-tag',
      ...files.filter((file) => !packages.includes(file)),
    ],
  ];
}
