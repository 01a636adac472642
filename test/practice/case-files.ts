import type { Use } from '../../src/practice/subject/subject.ts';

export type Files = Readonly<Record<string, string>>;

interface FoundCase {
  readonly files: Files;
  /** Part of what is printed. */
  readonly says: string;
  readonly use?: Use;
}

export interface RuleCases {
  /** Beside the bad example of docs/check.md. */
  readonly found?: Readonly<Record<string, FoundCase>>;
  /** What others take for a mistake, and what cannot be known. */
  readonly quiet: Readonly<Record<string, Files>>;
}

/** A project that is built here. */
export const built = (dockerfile: string, more: Files = {}): Files => ({
  'compose.yaml': 'services:\n  web:\n    build: .\n',
  Dockerfile: dockerfile,
  ...more,
});

/** One service with these attributes. */
export const service = (attributes: string, more: Files = {}): Files => ({
  'compose.yaml': `services:\n  web: {${attributes}}\n`,
  ...more,
});

export const builtService = (attributes: string, dockerfile: string, more: Files = {}): Files =>
  service(`build: ., ${attributes}`, { Dockerfile: dockerfile, ...more });
