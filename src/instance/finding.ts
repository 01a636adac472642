import type { Concern, UserErrorCode } from '../diagnostics/user-error.ts';

/** What is odd, or impossible, about a copy of a project. */
export interface InstanceFinding {
  readonly code: Extract<UserErrorCode, `instance-${string}`>;
  /** `error`: there can be no copy. `info`: the copy has something else, and works all the same. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly hint?: string;
  /** The setting of the files. Absent: a flag is wrong. */
  readonly about?: Concern;
}

/** A part of the project as the instance has it, and what is to be told of it. */
export interface Copied<Part> {
  readonly copy: Part;
  readonly findings: readonly InstanceFinding[];
}

export const inService = (name: string, ...settings: Concern['settings']): Concern => ({
  of: ['services', name],
  settings: [...settings, ''],
});
