import { posix } from 'node:path';
import { isBadPattern, type PathPattern, pathPattern } from '../../util/path-pattern.ts';

/** What is to be copied out of a container for one entry of `artifacts`. */
export interface WantedArtifact {
  /** As the file says it. */
  readonly written: string;
  /** The file or folder that the engine is asked for; absolute. */
  readonly source: string;
  /** Which files below it; absent: all. */
  readonly pattern?: PathPattern;
  /** Where the copy of `source` goes, below the folder of the service; `.` is that folder. */
  readonly target: string;
}

/** Relative paths start at the working folder of the container, and so does what is copied. */
export function wantedArtifact(written: string, workingDir: string): WantedArtifact {
  const base = posix.resolve('/', workingDir);
  const parts = written.split('/');
  const firstPattern = parts.findIndex((part) => /[*?[\\]/.test(part));
  const plain = firstPattern < 0 ? written : parts.slice(0, firstPattern).join('/');
  const source = posix.resolve(written.startsWith('/') ? '/' : base, plain.replace(/^\/+/, ''));
  const target = targetOf(source, base);
  if (firstPattern < 0) return { written, source, target };
  const pattern = pathPattern(parts.slice(firstPattern).join('/'));
  // The rules of the file refuse what is none.
  return isBadPattern(pattern) ? { written, source, target } : { written, source, pattern, target };
}

function targetOf(source: string, base: string): string {
  const within = posix.relative(base, source);
  const isInside = within !== '..' && !within.startsWith('../');
  const target = isInside ? within : posix.relative('/', source);
  return target === '' ? '.' : target;
}
