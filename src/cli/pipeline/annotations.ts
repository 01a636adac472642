import { escaped, escapedProperty } from './github-text.ts';
import { isInside } from './repository.ts';

/** What GitHub shows at a line of a file, or at the job. */
export interface Annotation {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly message: string;
  /** From the root of the repository; one that is elsewhere is nothing that GitHub could show. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** GitHub drops further ones of a kind in silence, in the order of their lines. */
const MOST_OF_A_KIND = 10;

/** Of a message: a difference of two values may be long. */
const MOST_CHARACTERS = 4000;

/** The worst first. */
const SEVERITIES = ['error', 'warning', 'info'] as const;

const KINDS: { readonly [S in Annotation['severity']]: string } = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** The lines by which GitHub shows them: the worst first, and of a kind in the order in which they are given. */
export const annotationLines = (annotations: readonly Annotation[]): string =>
  SEVERITIES.flatMap((severity) =>
    annotations.filter((one) => one.severity === severity).slice(0, MOST_OF_A_KIND),
  )
    .map(lineOf)
    .join('');

const placeOf = (
  file: string,
  line: number | undefined,
  column: number | undefined,
): Readonly<Record<string, string>> => ({
  file,
  ...(line !== undefined && { line: String(line) }),
  ...(column !== undefined && { col: String(column) }),
});

/** `::error file=a,line=1::text` */
function lineOf({ severity, title, message, file, line, column }: Annotation): string {
  const properties = {
    ...(file !== undefined && isInside(file) && placeOf(file, line, column)),
    title,
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::${KINDS[severity]} ${written.join(',')}::${escaped(message.slice(0, MOST_CHARACTERS))}\n`;
}
