import { didYouMean } from '../../util/did-you-mean.ts';
import { type Rule, say, written } from './rule.ts';

/** A service says what it runs. */
export const imageOrBuild: Rule = (checked) => {
  for (const { name, image, build, provider } of checked.services.values()) {
    if (image !== undefined || build !== undefined || provider !== undefined) continue;
    const service = ['services', name];
    // Misspelt: that has been said too, with this name as the hint.
    const attributes = Object.keys(written(checked.tree, service) ?? {});
    if (attributes.some((attribute) => didYouMean(attribute, ['image', 'build']) !== undefined)) continue;
    // Written, but wrong: that has been said.
    if (
      ['image', 'build', 'provider'].some(
        (key) => (written(checked.tree, [...service, key]) ?? null) !== null,
      )
    )
      continue;
    say(checked, service, {
      code: 'no-image-or-build',
      part: 'key',
      message: `service "${name}" has neither an image nor a build`,
      hint: 'write "image: …" or "build: …"',
    });
  }
};
