import { packageCommandsOf } from '../dockerfile/packages.ts';
import type { Step } from '../dockerfile/steps.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage, Subject } from '../subject/subject.ts';

/** What several Dockerfiles begin with has to be changed in each of them. */
export const baseRepeated: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images }: Subject) {
    const told = new Set<string>();
    for (const { alike, step, length } of beginnings(images)) {
      const names = alike.map(({ file }) => file.source.name);
      const [first] = alike;
      // The longest beginning comes first, and says it for the shorter ones.
      if (!first || names.every((name) => told.has(name))) continue;
      for (const name of names) told.add(name);
      const [, ...others] = names;
      const shown = others.slice(0, SHOWN).join(', ');
      const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : '';
      const same = length === 1 ? 'the same instruction' : `the same ${length} instructions`;
      yield {
        at: inDockerfile(first, step.instruction),
        message: `${shown}${more} begin with ${same} upon ${first.base}`,
        hint: 'make a service of them, and build the others upon it: "additional_contexts: {base: service:base}", and "FROM base"',
      };
    }
  },
};

/** Names that a sentence has room for. */
const SHOWN = 4;

/** Fewer are quickly changed. */
const LEAST_DOCKERFILES = 3;

interface Beginning {
  readonly alike: readonly BuiltImage[];
  /** The last one that they share. */
  readonly step: Step;
  readonly length: number;
}

/** What at least three Dockerfiles begin with and that installs packages, the longest first. */
function beginnings(images: readonly BuiltImage[]): readonly Beginning[] {
  const found = new Map<string, { alike: BuiltImage[]; step: Step; length: number }>();
  for (const image of images) {
    if (image.base === undefined || image.file.inline) continue;
    let key = image.base;
    let installs = false;
    for (const [index, step] of image.steps.entries()) {
      const { instruction } = step;
      // What is copied differs even if it has the same name.
      if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') break;
      key += `\n${textOf(step)}`;
      installs ||=
        instruction.keyword === 'RUN' &&
        packageCommandsOf(instruction).some(({ action }) => action === 'install');
      if (!installs) continue;
      const known = found.get(key) ?? { alike: [], step, length: index + 1 };
      found.set(key, known);
      if (!known.alike.some(({ file }) => file.source.name === image.file.source.name))
        known.alike.push(image);
    }
  }
  return [...found.values()]
    .filter(({ alike }) => alike.length >= LEAST_DOCKERFILES)
    .sort((a, b) => b.length - a.length);
}

const textOf = ({ instruction }: Step): string =>
  [instruction.keyword, instruction.text, ...instruction.heredocs.map(({ body }) => body)]
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
