import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { Refusal } from '../../engine/refusals/refusal.ts';
import type { ReportedFailure } from '../../model/failure.ts';

/** What the engine refused, where it did, and where something can be added to it. */
export const refusalOf = ({ error }: ReportedFailure): Refusal | undefined =>
  error instanceof EngineError ? error.refusal : undefined;
