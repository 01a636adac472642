import { serviceOf, spotOfImage } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';
import type { ExaminedImage } from '../subject/subject.ts';

/** Without them nobody can tell which source an image that runs was built from. */
export const labelsMissing: Rule = {
  levels: { dev: 'off', prod: 'info' },
  together: (names, count) =>
    `the images of ${count} services do not say what they were built from: ${names}`,
  *look({ examined }) {
    for (const image of examined) {
      const missing = image.built ? missingOf(image) : [];
      if (missing.length === 0) continue;
      const at = spotOfImage(image);
      yield {
        at,
        ...serviceOf(at, image),
        message: `the image does not say what it was built from: it has no label ${OCI}${missing.join(', ')}`,
        hint: 'write "x-gantry: {labels: oci}", or build with --oci-labels',
      };
    }
  },
};

const OCI = 'org.opencontainers.image.';

const missingOf = ({ look }: ExaminedImage): readonly string[] =>
  ['source', 'revision', 'version', 'created'].filter((name) => !look.details.labels[`${OCI}${name}`]);
