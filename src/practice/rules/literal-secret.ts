import { atValue, type Rule } from '../subject/rule.ts';
import { isLiteralSecret, isSecretName } from '../subject/secret-name.ts';

/** Who can read the repository, or `docker inspect`, can read it. */
export const literalSecret: Rule = {
  levels: { dev: 'info', prod: 'error' },
  *look({ services, written }) {
    for (const { spec } of services)
      for (const name of spec.environment.keys()) {
        const path = ['services', spec.name, 'environment', name];
        if (!isSecretName(name) || !isLiteralSecret(written(path) ?? '')) continue;
        yield {
          at: atValue(...path),
          service: spec.name,
          message: `${name} of service "${spec.name}" is written in the file`,
          hint: `take it from a variable ("${name}: \${${name}}"), or better from a secret, if the image reads ${name}_FILE`,
        };
      }
  },
};
