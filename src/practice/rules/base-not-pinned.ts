import { foreignBasesOf } from '../subject/base-images.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** The same Dockerfile gives another image when somebody moves the tag. */
export const baseNotPinned: Rule = {
  levels: { dev: 'off', prod: 'info' },
  together: (names, count) => `the base images of ${count} Dockerfiles have no digest: ${names}`,
  *look(subject) {
    for (const image of subject.images)
      for (const { text, reference, range } of foreignBasesOf(image, subject)) {
        if (reference.digest !== undefined) continue;
        yield {
          at: inDockerfile(image, range),
          message: `${text} has no digest, so tomorrow it may be another image`,
          hint: `write its digest behind it: "${text}@sha256:…"`,
        };
      }
  },
};
