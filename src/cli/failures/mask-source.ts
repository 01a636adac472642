import type { Span } from '../../diagnostics/source.ts';
import type { Project } from '../../model/project.ts';
import { looksSecret } from '../../util/looks-secret.ts';
import { secretHider } from './known-secrets.ts';

/** A Dockerfile as it may be shown: one dot for each letter of a secret, so that all else stays where it is. */
export function maskSource(at: Span, project: Project | undefined): Span {
  const hide = secretHider(project, dotsFor);
  const text = hide(
    at.source.text.replaceAll(ASSIGNMENT, (whole, name: string, between: string, value: string) =>
      looksSecret(name) ? `${name}${between}${dotsFor(value)}` : whole,
    ),
  );
  return { ...at, source: { ...at.source, text } };
}

/** A place in a Compose file, which has been masked by the names in it: here by what is known to be secret, wherever it is repeated. */
export function maskKnown(at: Span, project: Project | undefined): Span {
  const text = secretHider(project, dotsFor)(at.source.text);
  return { ...at, source: { ...at.source, text } };
}

const dotsFor = (secret: string): string => secret.replaceAll(/[^\r\n]/g, '•');

/** `ENV NAME=value`, and the older `ENV NAME value`. */
const ASSIGNMENT = /(?<=\s)([A-Za-z_]\w*)(?!\w)(=|(?<=ENV\s+\w+)[ \t]+)("[^"\n]*"|'[^'\n]*'|[^\s"']+)/g;
