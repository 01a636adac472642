/**
 * Whether a Dockerfile may be from an image that is built here; a variable, or the next line, may have its name.
 *
 * @param builders by image, as `plainImage` says it
 */
export function mayName(dockerfile: string, builders: ReadonlyMap<string, string>): boolean {
  const lines = dockerfile.split('\n').filter((line) => /\bFROM\b|from=/i.test(line));
  if (lines.some((line) => /[$\\`]/.test(line))) return true;
  const joined = lines.join('\n');
  return [...builders.keys()].some((image) => joined.includes(image.slice(0, image.lastIndexOf(':'))));
}
