import { gantry, type Hint } from '../../diagnostics/hint.ts';
import type { Concern } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { explainRefusal } from '../../engine/refusals/explain-refusal.ts';
import type { ReportedFailure, UnmetDependency } from '../../model/failure.ts';
import type { ContainerDetails, ObservedContainer } from '../../model/observed.ts';
import { type FailureReport, WaitError, type WaitFailureReason } from '../../model/wait-error.ts';
import { isOneOff } from '../../planner/snapshot/own-containers.ts';
import type { SickContainer, Sickness } from '../../planner/snapshot/sick-containers.ts';
import { reportOf } from '../../reconciler/waits/failure-report.ts';
import { describeFailure, withoutWrappers } from '../../ui/errors/describe-failure.ts';
import { portHolder } from '../failures/name-holders.ts';

/** `ended`: with 0, and nobody has stopped it. `suspect`: only its inspection can tell. */
export interface Ailing extends Omit<SickContainer, 'sickness'> {
  readonly sickness: Sickness | 'ended' | 'suspect';
}

/**
 * `not-healthy-yet`: it starts, and its last probe failed. `missing`: a service has no container. `starting`: it has yet to become
 * healthy. `ended`: it may have done its work. Nothing is wrong with these two.
 */
export type Ailment = Sickness | 'not-healthy-yet' | 'missing' | 'starting' | 'ended';

const NOTES: ReadonlySet<Ailment> = new Set(['starting', 'ended']);

interface Described {
  readonly kind: Ailment;
  readonly failure: ReportedFailure;
}

/** @returns undefined: it is well. */
export async function describeAilment(
  engine: Engine,
  { service, container, sickness }: Ailing,
  details: ContainerDetails,
  awaits: readonly UnmetDependency[],
): Promise<Described | undefined> {
  const kind = sickness === 'suspect' ? diagnose(details) : sickness;
  if (kind === undefined) return undefined;
  const report = await reportOf(engine, {
    wait: { service, condition: 'running_or_healthy' },
    container,
    reason: REASONS[kind],
    details,
  });
  const shown = { ...(WRITES[kind] ? report : withoutLines(report)), ...agesOf(container, details) };
  const refused =
    kind === 'not-started' || kind === 'exited' ? await startFailure(engine, container, details) : undefined;
  const message = refused?.message ?? MESSAGES[kind](container.name, report);
  const failure: ReportedFailure = {
    ...describeFailure(new WaitError(shown, { code: 'wait-failed', message })),
    severity: NOTES.has(kind) ? 'warning' : 'error',
  };
  // What ran once does not come back by `up`.
  const hint = refused?.hint ?? (isOneOff(container) ? undefined : hintFor(kind, report, awaits));
  return {
    kind,
    failure: {
      ...failure,
      ...(kind === 'not-started' && awaits.length > 0 && { awaits, about: concernOf(service, awaits) }),
      ...(refused && { engineSays: refused.engineSays }),
      ...(refused?.about && { about: aboutService(refused.about, service) }),
      ...(hint !== undefined && { hint }),
    },
  };
}

function diagnose({ restartCount, health, lastProbe }: ContainerDetails): Ailment | undefined {
  if (restartCount > 0) return 'restarting';
  if (health !== 'starting') return undefined;
  return lastProbe && lastProbe.exitCode !== 0 ? 'not-healthy-yet' : 'starting';
}

const REASONS: { readonly [A in Ailment]: WaitFailureReason } = {
  exited: 'exited',
  restarting: 'exited',
  unhealthy: 'unhealthy',
  paused: 'exited',
  'not-started': 'exited',
  'not-healthy-yet': 'timeout',
  missing: 'removed',
  starting: 'timeout',
  ended: 'exited',
};

/** Whether what it wrote may say why. */
const WRITES: { readonly [A in Ailment]: boolean } = {
  exited: true,
  restarting: true,
  unhealthy: true,
  paused: false,
  'not-started': false,
  'not-healthy-yet': true,
  missing: false,
  starting: true,
  ended: false,
};

const MESSAGES: { readonly [A in Ailment]: (name: string, report: FailureReport) => string } = {
  exited: (name, report) =>
    wasStopped(report)
      ? `container ${name} was stopped (exit code ${report.exitCode})`
      : `container ${name} exited (${report.exitCode ?? '?'})`,
  restarting: (name, { exitCode, restartCount }) =>
    `container ${name} ends and is started again${exitCode === undefined ? '' : ` (exit code ${exitCode})`}${restartCount > 1 ? `, ${restartCount} times so far` : ''}`,
  unhealthy: (name) => `container ${name} is unhealthy`,
  paused: (name) => `container ${name} is paused`,
  'not-started': (name) => `container ${name} was created and never started`,
  'not-healthy-yet': (name) => `container ${name} is not healthy yet, and its last probe failed`,
  missing: (name) => `container ${name} does not exist`,
  starting: (name, { probe }) =>
    `container ${name} is still starting: its healthcheck has not ${probe ? 'succeeded' : 'run'} yet`,
  ended: (name) => `container ${name} has ended with exit code 0`,
};

/** By a signal, as `stop` sends it; an end of its own would be another code, or be followed by another start. */
const wasStopped = ({ exitCode, oomKilled }: FailureReport): boolean =>
  !oomKilled && (exitCode === 0 || exitCode === 137 || exitCode === 143);

function hintFor(kind: Ailment, report: FailureReport, awaits: readonly UnmetDependency[]): Hint | undefined {
  const { service } = report;
  const start = gantry('up', '-d', service);
  if (kind === 'paused') return gantry('unpause', service);
  if (kind === 'not-started') {
    if (awaits.length === 0) return start;
    const isComing = awaits.every(({ state }) => state === 'starting');
    return [isComing ? 'once that is so: ' : 'when that is mended: ', start];
  }
  if (kind === 'ended') return ['if it has more to do: ', start];
  return kind === 'exited' && wasStopped(report) ? ['start it again: ', start] : undefined;
}

const concernOf = (service: string, awaits: readonly UnmetDependency[]): Concern => ({
  of: ['services', service],
  settings: [...awaits.map((awaited) => `depends_on.${awaited.service}`), 'depends_on', ''],
});

/** The setting that was refused; if the files have it in another form, the service. */
const aboutService = ({ of, settings }: Concern, service: string): Concern =>
  of ? { of, settings } : { of: ['services', service], settings: [...settings, ''] };

interface Refused {
  readonly message: string;
  readonly engineSays: string;
  readonly hint?: Hint;
  readonly about?: Concern;
}

/** The engine keeps why it could not start a container. */
async function startFailure(
  engine: Engine,
  { name }: ObservedContainer,
  { startError }: ContainerDetails,
): Promise<Refused | undefined> {
  if (startError === undefined) return undefined;
  const subject = `container ${name}`;
  const { code, message, hint, about, refusal } = explainRefusal(startError, {
    image: subject,
    container: subject,
  });
  const holder = refusal?.kind === 'port-published' ? await portHolder(engine, refusal) : undefined;
  const why = code === 'engine-refused' ? 'the engine refused' : (holder?.message ?? message);
  const advice = holder?.hint ?? hint;
  return {
    message: `container ${name} could not be started: ${why}`,
    engineSays: withoutWrappers(startError),
    ...(advice !== undefined && { hint: advice }),
    ...(about && { about }),
  };
}

function withoutLines({ lastLines: _, ...report }: FailureReport): FailureReport {
  return report;
}

/** The clock of the engine need not be ours: what cannot be is left out. */
function agesOf(
  { createdAt }: ObservedContainer,
  { startedAt }: ContainerDetails,
): Pick<FailureReport, 'createdAgoMs' | 'startedAgoMs'> {
  const now = Date.now();
  const [createdAgoMs, startedAgoMs] = [now - createdAt * 1000, now - Date.parse(startedAt)];
  const wasStarted = !startedAt.startsWith('0001-');
  return {
    ...(createdAgoMs >= 0 && { createdAgoMs }),
    ...(wasStarted && startedAgoMs >= 0 && { startedAgoMs }),
  };
}
