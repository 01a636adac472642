import { hintParts } from '../../diagnostics/hint.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { OperationOf } from '../../model/operation.ts';
import { didYouMean } from '../../util/did-you-mean.ts';

/** Adds what the engine has instead: the image for another platform, or one with a name like it. */
export async function explainPull(
  failure: ReportedFailure,
  { image, platform, services }: OperationOf<'pull-image'>,
  engine: Pick<Engine, 'inspectImage' | 'listImageSummaries'>,
): Promise<ReportedFailure> {
  // An engine that has gone has nothing to add.
  const local = platform === undefined ? undefined : await engine.inspectImage(image).catch(() => undefined);
  const [service] = services;
  if (local?.platform !== undefined && local.platform !== platform)
    return {
      ...failure,
      message: `${failure.message}; the engine has the image for ${local.platform}, and ${platform} is wanted`,
      hint: ['leave out `platform` to use the image that is there; or ', ...hintParts(failure.hint ?? '')],
      ...(service !== undefined && { about: { of: ['services', service], settings: ['platform', 'image'] } }),
    };
  const near = nearImage(
    image,
    (await engine.listImageSummaries().catch(() => [])).flatMap(({ tags }) => tags),
  );
  if (near === undefined) return failure;
  const otherwise = failure.hint === undefined ? [] : [' Else ', ...hintParts(failure.hint)];
  return { ...failure, hint: [`did you mean ${near}, which the engine has?`, ...otherwise] };
}

/** As it is written: without a tag if the other one has none. */
function nearImage(image: string, names: readonly string[]): string | undefined {
  const isTagged = /:[^/]*$/.test(image);
  const known = isTagged ? names : names.flatMap((name) => /^(.*):latest$/.exec(name)?.[1] ?? []);
  return didYouMean(
    image,
    known.filter((name) => name !== image),
  );
}
