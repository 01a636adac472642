/** What may stand where the cursor is. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** What the shell adds by itself. Default: nothing. */
  readonly paths?: 'files' | 'folders';
  /** No space behind the word: more of it follows. */
  readonly isOpen?: boolean;
}

interface Candidate {
  readonly text: string;
  readonly description?: string;
}

export const NOTHING: Completion = { candidates: [] };

export const candidates = (texts: Iterable<string>): Completion => ({
  candidates: [...texts].map((text) => ({ text })),
});

const NO_SPACE = 2;
const NO_FILES = 4;
const FOLDERS = 16;

/**
 * As the shell scripts read it, and as docker asks its plugins for it.
 *
 * Shape:  one `text` or `text<tab>description` a line, then `:N`, the sum of what the shell is to do: 2 no space behind,
 *         4 no file names, 16 names of folders only.
 * Source: cobra, "Generating shell completions", the directives.
 */
export function printCompletion(
  completion: Completion,
  startsWith: string,
  withDescriptions: boolean,
): string {
  const lines = completion.candidates
    .filter(({ text }) => text.startsWith(startsWith))
    .map(({ text, description }) =>
      withDescriptions && description !== undefined ? `${text}\t${description}` : text,
    );
  const files = completion.paths === undefined ? NO_FILES : completion.paths === 'folders' ? FOLDERS : 0;
  return `${[...lines, `:${files + (completion.isOpen ? NO_SPACE : 0)}`].join('\n')}\n`;
}
