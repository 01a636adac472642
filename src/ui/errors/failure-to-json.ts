import { hintText } from '../../diagnostics/hint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Json } from '../../model/json.ts';
import type { FailureReport } from '../../model/wait-error.ts';
import { exitMeaning, probeMeaning } from './exit-meaning.ts';
import { placeToJson } from './problems-json.ts';

type Fields = { readonly [key: string]: Json };

/** A line of `--progress json`; every member is in docs/output.md. Unknown and empty members are omitted. */
export function failureToJson(failure: Failure): Fields {
  const { severity, code, message, step, service, container, path, report } = failure;
  const { output, firstErrors, log, engineSays, blocked, awaits = [], at, hint } = failure;
  return {
    ...(severity === 'error'
      ? { type: 'error', error: true }
      : { type: 'warning', status: 'Warning', text: message }),
    ...(code !== undefined && { code }),
    message,
    ...(step && { id: step.label, step: step.number, operation: step.operation }),
    ...(service !== undefined && { service }),
    ...(container !== undefined && { container }),
    ...(path.length > 0 && { path }),
    ...(report && reportToJson(report)),
    ...(awaits.length > 0 && { awaits: awaits.map((awaited) => ({ ...awaited })) }),
    ...(firstErrors.length > 0 && { firstErrors }),
    ...(output.length > 0 && { output }),
    ...(log !== undefined && { log }),
    ...(engineSays !== undefined && { engineSays }),
    ...(blocked.length > 0 && { blocked }),
    ...placeToJson(at),
    ...(hint !== undefined && { hint: hintText(hint) }),
  };
}

function reportToJson(report: FailureReport): Fields {
  const { reason, condition, waiter, waitedMs, state, health, exitCode, oomKilled } = report;
  const { ports, restartCount, endedAgoMs, createdAgoMs, startedAgoMs, probe, lastLines, madeBy } = report;
  const meaning = exitCode === undefined ? undefined : exitMeaning(exitCode, oomKilled);
  const probed = probe && probeMeaning(probe);
  return {
    reason,
    condition,
    ...(waiter !== undefined && { waiter }),
    ...(waitedMs !== undefined && { waitedMs: Math.round(waitedMs) }),
    ...(ports !== undefined && { ports }),
    ...(state !== undefined && { state }),
    ...(health !== undefined && { health }),
    ...(exitCode !== undefined && { exitCode }),
    ...(meaning !== undefined && { meaning }),
    ...(endedAgoMs !== undefined && { endedAgoMs: Math.round(endedAgoMs) }),
    ...(createdAgoMs !== undefined && { createdAgoMs: Math.round(createdAgoMs) }),
    ...(startedAgoMs !== undefined && { startedAgoMs: Math.round(startedAgoMs) }),
    oomKilled,
    restartCount,
    ...(probe && {
      probe: {
        ...(probe.test && { test: probe.test }),
        exitCode: probe.exitCode,
        ...(probed !== undefined && { meaning: probed }),
        output: probe.output,
        failingStreak: probe.failingStreak,
        runs: probe.runs,
      },
    }),
    ...(lastLines && { lastLines }),
    ...(madeBy && {
      madeBy: { release: madeBy.release, changes: madeBy.changes.map((one) => ({ ...one })) },
    }),
  };
}
