import type { BuiltImage, Subject } from './subject.ts';
import { lastStep } from './what-runs.ts';

/**
 * The words that containers of an image start with, of each service that is built so.
 *
 * @returns undefined when the image below decides
 */
export function startedWith(
  image: BuiltImage,
  { services }: Pick<Subject, 'services'>,
): readonly string[] | undefined {
  const inFile = ['ENTRYPOINT', 'CMD'].flatMap((keyword) => lastStep(image, keyword)?.instruction.text ?? []);
  const inCompose = services
    .filter((service) => service.image === image)
    .flatMap(({ spec }) => [...(spec.entrypoint ?? []), ...(spec.command ?? [])]);
  const all = [...inFile, ...inCompose];
  return all.length === 0
    ? undefined
    : all.flatMap((text) => text.split(/[\s"'[\],;&|/]+/).filter((word) => word !== ''));
}

/** A stage that somebody works in needs the tools. */
export const isForWork = ({ stages }: BuiltImage): boolean =>
  /(?:^|[-_])(?:dev|develop|development|devel|debug|debugger|test|tests|testing|ci|watch|local)(?:$|[-_])/.test(
    stages.final?.name ?? '',
  );
