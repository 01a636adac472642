import type { Report } from '../../src/spec/tree/finding.ts';

/** For input that must be right. */
export const noFindings: Report = (finding) => {
  throw new Error(`unexpected finding ${finding.code}: ${finding.message}`);
};
