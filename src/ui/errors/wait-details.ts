import type { Instead } from '../../model/operation.ts';
import type { FailureReport } from '../../model/wait-error.ts';
import { visible } from '../../util/disarm.ts';
import { humanDuration } from '../../util/human-duration.ts';
import { showField } from '../plan/show-field.ts';
import { CONDITIONS } from '../plan/wording.ts';
import type { Palette } from '../text/colours.ts';
import { quote } from '../text/quote.ts';
import { exitMeaning, probeMeaning } from './exit-meaning.ts';

const INSTEAD: Readonly<Record<Instead, string>> = {
  old: '; the old one runs on',
  'old-again': ', which had the connections already; the old one, which runs on, has them again',
  others: '; the others run on',
};

/** The report of a container whose wait failed, or that ended: indented lines. */
export function waitDetails(report: FailureReport, paint: Palette): readonly string[] {
  const { service, condition, waiter, waitedMs, probe, lastLines, container, reason } = report;
  const who = waiter === undefined ? 'waited' : `service ${visible(waiter)} waited`;
  const lines = [
    ...(waitedMs === undefined
      ? []
      : [`  ${who} for ${visible(service)} ${CONDITIONS[condition].aim}, ${(waitedMs / 1000).toFixed(1)} s`]),
    `  state: ${visible(describeState(report))}`,
    ...describeAges(report),
    ...describeMaker(report),
    ...(report.instead === undefined ? [] : [`  gantry removes the new container${INSTEAD[report.instead]}`]),
  ];
  if (probe) {
    lines.push(`  healthcheck: ${describeProbe(probe)}; it wrote`);
    lines.push(...quote(probe.output.split('\n'), paint));
  }
  if (reason !== 'removed' && lastLines) {
    lines.push(
      lastLines.length === 0
        ? `  ${visible(container)} wrote nothing`
        : `  the last lines of ${visible(container)}:`,
    );
    if (lastLines.length > 0) lines.push(...quote(lastLines, paint));
  }
  return lines;
}

function describeAges({ createdAgoMs, startedAgoMs }: FailureReport): readonly string[] {
  const ago = (what: string, ms: number | undefined): readonly string[] =>
    ms === undefined ? [] : [`${what} ${humanDuration(ms / 1000).toLowerCase()} ago`];
  const ages = [...ago('created', createdAgoMs), ...ago('last started', startedAgoMs)];
  return ages.length === 0 ? [] : [`  ${ages.join(', ')}`];
}

/** What it was made from is not in the files any more. */
const describeMaker = ({ madeBy }: FailureReport): readonly string[] =>
  madeBy === undefined
    ? []
    : [
        `  made by release ${madeBy.release}; the files say something else now: ${madeBy.changes.map(showField).join(', ')}`,
      ];

function describeState({
  reason,
  state,
  health,
  exitCode,
  oomKilled,
  restartCount,
  endedAgoMs,
}: FailureReport): string {
  if (state === undefined || reason === 'removed') return 'removed';
  const meaning = exitCode === undefined ? undefined : exitMeaning(exitCode, oomKilled);
  return [
    health === undefined ? state : `${state}, ${health}`,
    ...(exitCode === undefined ? [] : [` with exit code ${exitCode}`]),
    ...(meaning === undefined ? [] : [` (${meaning})`]),
    restartCount === 0 ? '' : describeRestarts(restartCount, endedAgoMs),
  ].join('');
}

function describeRestarts(count: number, endedAgoMs: number | undefined): string {
  const often = count === 1 ? 'once' : `${count} times`;
  const last = endedAgoMs === undefined ? '' : `, and ended ${(endedAgoMs / 1000).toFixed(1)} s ago`;
  return `, restarted ${often} by the engine since it was started${last}`;
}

/** An engine remembers five runs. */
const REMEMBERED = 5;

function describeProbe(probe: NonNullable<FailureReport['probe']>): string {
  const { failingStreak, runs, exitCode } = probe;
  const ran = `ran ${runs === 1 ? 'once' : `${runs} times${runs >= REMEMBERED ? ' or more' : ''}`}`;
  const meaning = probeMeaning(probe);
  return `${ran}${describeStreak(failingStreak, runs)}, exit code ${exitCode}${meaning === undefined ? '' : ` (${meaning})`}`;
}

/** A failed probe within the start period does not count. */
function describeStreak(failed: number, runs: number): string {
  if (failed === 0) return '';
  if (failed < runs) return `, failed the last ${failed} times`;
  return runs === 1 ? ', and failed' : ', failed each time';
}
