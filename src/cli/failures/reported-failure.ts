import type { Concern } from '../../diagnostics/user-error.ts';
import type { Failure } from '../../model/failure.ts';

/** A failure with what in the files it may be about. */
export type ReportedFailure = Failure & { readonly about?: Concern };
