import { didYouMean } from '../../util/did-you-mean.ts';
import { type Checked, mayLack, type Rule, reportAt, written } from './rule.ts';

const SOURCES = ['image', 'build', 'provider'];

/** A service has an `image` or a `build`. */
export const imageOrBuild: Rule = (checked) => {
  if (mayLack(checked)) return;
  for (const { name, image, build, provider } of checked.services.values()) {
    if ((image ?? '') !== '' || build !== undefined || provider !== undefined) continue;
    const service = ['services', name];
    if (checked.gaps.has('extends') && (written(checked.tree, [...service, 'extends']) ?? null) !== null)
      continue;
    // Misspelt: that has been reported, with this name as the hint.
    const attributes = Object.keys(written(checked.tree, service) ?? {});
    const isMisspelt = (attribute: string) =>
      !SOURCES.includes(attribute) && didYouMean(attribute, ['image', 'build']) !== undefined;
    if (attributes.some(isMisspelt)) continue;
    // Written, but invalid: that has been reported.
    const values = SOURCES.map((key) => written(checked.tree, [...service, key]));
    if (values.some((value) => value !== undefined && (value !== '' || !checked.isRight))) continue;
    reportAt(checked, service, {
      code: 'no-image-or-build',
      part: 'key',
      message: `service "${name}" has neither an image nor a build`,
      hint: nearElsewhere(checked, name) ?? 'write "image: …" or "build: …"',
    });
  }
};

/** An override file that misspells a service declares a new one. */
function nearElsewhere({ services, placeOf }: Checked, name: string): string | undefined {
  const near = didYouMean(
    name,
    [...services.values()]
      .filter((one) => one.image !== undefined || one.build !== undefined)
      .map((one) => one.name),
  );
  if (near === undefined) return undefined;
  const [here, there] = [name, near].map((one) => placeOf(['services', one], 'key')?.source);
  return here === there ? undefined : `did you mean "${near}", which ${there?.name} has?`;
}
