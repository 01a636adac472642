import { parseReference } from '../dockerfile/image-reference.ts';
import { foreignBasesOf } from '../subject/base-images.ts';
import { atValue, inDockerfile, type Rule } from '../subject/rule.ts';

/** What `latest` is changes with every release, and two machines have two of it. */
export const imageLatest: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look(subject) {
    const { images, services, written, builderOf } = subject;
    for (const image of images)
      for (const { text, range } of foreignBasesOf(image, subject))
        if (isLatest(text)) yield { at: inDockerfile(image, range), ...saying(text) };
    for (const { spec } of services) {
      const path = ['services', spec.name, 'image'];
      // A variable is there to be set.
      if (spec.image === undefined || spec.build || !isLatest(spec.image) || written(path)?.includes('$'))
        continue;
      if (builderOf(spec.image) !== undefined) continue;
      yield { at: atValue(...path), service: spec.name, ...saying(spec.image) };
    }
  },
};

function isLatest(text: string): boolean {
  const { tag = 'latest', digest } = parseReference(text);
  return tag === 'latest' && digest === undefined;
}

const saying = (text: string) => {
  const { repository } = parseReference(text);
  return {
    message: `${text} is whatever its makers released last`,
    hint: `name a version, such as ${repository}:1.2`,
  };
};
