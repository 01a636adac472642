import type { Word } from '../dockerfile/dockerfile.ts';
import { expand } from '../dockerfile/expand.ts';
import { type ImageReference, parseReference } from '../dockerfile/image-reference.ts';
import { globalLookup, sourcesOf, stageNamed } from '../dockerfile/stages.ts';
import type { BuiltImage, Subject } from './subject.ts';

/** An image of a registry that a build takes, and where it says so. */
interface BaseImage {
  readonly text: string;
  readonly reference: ImageReference;
  readonly range: Pick<Word, 'start' | 'end'>;
}

/** The images that the stages of a build are from, or copy from. Those with an unknown variable are left out. */
export function baseImagesOf({ dockerfile, stages, build }: BuiltImage): readonly BaseImage[] {
  const lookup = globalLookup(dockerfile, build.args);
  const found = stages.built.flatMap((stage) => {
    const before = dockerfile.stages.slice(0, stage.index);
    const isImage = (name: string): boolean =>
      name !== '' && name !== 'scratch' && !build.additionalContexts.has(name) && !stageNamed(before, name);
    const [from] = stage.from.words;
    const copied = stage.instructions.flatMap((instruction) =>
      sourcesOf(instruction).map((raw) => ({ raw, range: instruction })),
    );
    return [...(from ? [{ raw: from.raw, range: from }] : []), ...copied].flatMap(({ raw, range }) => {
      const text = expand(raw, dockerfile.escapeChar, lookup);
      return text !== undefined && isImage(text) && !/^\d+$/.test(text)
        ? [{ text, reference: parseReference(text), range: { start: range.start, end: range.end } }]
        : [];
    });
  });
  return found;
}

/** Those that no other service of the project builds. */
export const foreignBasesOf = (
  image: BuiltImage,
  { builderOf }: Pick<Subject, 'builderOf'>,
): readonly BaseImage[] =>
  baseImagesOf(image).filter(({ text }) => {
    const builder = builderOf(text);
    return builder === undefined || image.users.includes(builder);
  });
