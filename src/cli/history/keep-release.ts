import type { Outcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type {
  Commit,
  KilledCommand,
  RecordedContainer,
  RecordedModel,
  Release,
  ReleaseOutcome,
} from '../../model/release.ts';
import { hasHistory } from '../../reconciler/history/history-names.ts';
import {
  addRelease,
  nextNumber,
  openHistory,
  replaceRelease,
  type StoredHistory,
} from '../../reconciler/history/history-store.ts';
import { whoDied, whoLeftHalf } from '../../reconciler/lock/left-by-the-dead.ts';
import type { LockHolder } from '../../reconciler/lock/lock-holder.ts';
import { needsLock } from '../../reconciler/lock/needs-lock.ts';
import { failuresOf } from '../../ui/errors/failures-of.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';
import { labelOf } from '../../ui/plan/resource-of.ts';
import { becauseOf } from '../../ui/plan/wording.ts';
import { hideInWords } from '../../util/looks-secret.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { VERSION } from '../context/version.ts';
import { secretHider } from '../failures/known-secrets.ts';
import { author, commitOf } from './author.ts';
import { donePart } from './done-part.ts';
import { keptReleases } from './kept-releases.ts';
import { containersAfter, recordedContainers } from './recorded-containers.ts';
import { recordedModel } from './recorded-model.ts';
import { recordedVolumes } from './recorded-volumes.ts';
import { removesHistory } from './remove-history.ts';
import { isWhole } from './whole-release.ts';

/** Those whose work somebody may want to look up, or take back. What `watch` and `run` do comes and goes. */
const KEPT_VERBS: ReadonlySet<string> = new Set([
  'up',
  'create',
  'scale',
  'start',
  'stop',
  'restart',
  'rm',
  'down',
  'restore',
  'rollback',
  'undo',
]);

/** How a run ended. */
interface RunEnd {
  readonly outcomes: readonly Outcome[];
  readonly outcome: ReleaseOutcome;
  /** The containers when all went back, or was to. Absent: as the steps left them. */
  readonly after?: readonly RecordedContainer[];
}

/** Writes down what a run did, when it has ended. */
export interface Keeping {
  /** One call. @returns undefined: it changed nothing, or it could not be written, which has been told */
  end(end: RunEnd): Promise<KeptRun | undefined>;
}

export interface KeptRun {
  readonly release: Release;
  /** Writes that it has failed after all: something that it started has died. */
  hasFailed(): Promise<void>;
}

/** Whether a plan is one to keep: it changes something, or what is there is not kept yet. */
function isKept(cli: Pick<Cli, 'globals'>, planned: Planned): boolean {
  const { plan, observed, project, applied, isOfOthers = false } = planned;
  if (cli.globals.on === 'swarm' || !KEPT_VERBS.has(plan.verb) || removesHistory(plan) || isOfOthers)
    return false;
  const knows = hasHistory(project.name, observed.volumes);
  // Without any release there is nothing that a stop could be a change of.
  if (applied?.kind !== 'up') return knows && needsLock(plan);
  return (
    needsLock(plan) ||
    (!knows && observed.containers.length > 0) ||
    whoDied(project.name, observed.volumes) !== undefined
  );
}

/** Somebody was killed, and has written nothing down: who finds nothing left to do writes for both. */
const isInterrupted = ({ project, observed }: Planned, newest: Release): boolean =>
  whoLeftHalf(project.name, observed.volumes, newest) !== undefined;

/**
 * Asks for what is kept while the plan runs: nobody waits for that answer.
 *
 * @returns undefined: nothing is to be kept
 */
export function startKeeping(cli: Cli, planned: Planned): Keeping | undefined {
  const { project, engine, plan, observed } = planned;
  if (!isKept(cli, planned)) return undefined;
  const kept = keptReleases(project, cli.environment);
  if (kept === 0) return undefined;
  const begin = { at: new Date(), by: performance.now() };
  const hasVolume = hasHistory(project.name, observed.volumes);
  const opening = openHistory(engine, project.name, hasVolume, new AbortController().signal);
  const asking = commitOf(project.workingDir);
  opening.catch(() => {}); // told at the end
  const tell = async (error: unknown): Promise<undefined> => {
    const why = error instanceof Error ? error.message : String(error);
    const message = `this ${plan.verb} is not in the history of the project: ${why}`;
    (await cli.renderer()).handle({ type: 'warning', message });
  };
  return {
    async end(end) {
      if (needsLock(plan) && !hasChanged(plan, end.outcomes)) return undefined;
      try {
        const history = await opening;
        const newest = history.releases.at(-1);
        if (!needsLock(plan) && newest && !isInterrupted(planned, newest)) return undefined;
        const release = releaseOf(cli, planned, end, {
          history,
          commit: await asking,
          at: begin.at.toISOString(),
          tookMs: Math.round(performance.now() - begin.by),
        });
        const file = await addRelease(engine, history, release, kept);
        return {
          release,
          hasFailed: () => replaceRelease(engine, file, { ...release, outcome: 'failed' }).catch(tell),
        };
      } catch (error) {
        return tell(error);
      }
    },
  };
}

/** Whether anything was done of what changes a project. */
function hasChanged(plan: Plan, outcomes: readonly Outcome[]): boolean {
  const done = new Set(outcomes.flatMap(({ status, step }) => (status === 'done' ? [step] : [])));
  return needsLock({ ...plan, steps: plan.steps.filter(({ id }) => done.has(id)) });
}

const hasEndedEarly = (outcome: ReleaseOutcome): boolean => outcome !== 'done';

interface Circumstances {
  readonly history: StoredHistory;
  readonly commit: Commit | undefined;
  readonly at: string;
  readonly tookMs: number;
}

/** Enough to see what it was about; the model has the rest. */
const MOST_CHANGES = 100;

function releaseOf(
  cli: Cli,
  planned: Planned,
  { outcomes, outcome, after = containersAfter(planned.plan, planned.observed, outcomes) }: RunEnd,
  { history, commit, at, tookMs }: Circumstances,
): Release {
  const { plan, project, observed, applied, typed = [plan.verb], of } = planned;
  const hide = secretHider(project);
  const last = lastModel(history);
  const [newest] = history.releases.slice(-1);
  const died = whoLeftHalf(project.name, observed.volumes, newest);
  return {
    number: nextNumber(history),
    project: project.name,
    savedBy: VERSION,
    at,
    tookMs,
    by: author(cli.environment),
    verb: plan.verb,
    typed: hideInWords([...typed], hide),
    ...(commit && { commit }),
    outcome,
    ...(applied?.kind === 'up' && {
      model: recordedModel({ plan, project, observed, outcomes, after }, applied, last),
    }),
    before: newest && died ? newest.after : recordedContainers(observed),
    after,
    changes: changesOf(hasEndedEarly(outcome) ? donePart(plan, outcomes) : plan)
      .slice(0, MOST_CHANGES)
      .map(({ resource, action, cause }) => hide(`${labelOf(resource)}: ${action} ${becauseOf(cause)}`)),
    failures: failuresOf(plan, outcomes).map(({ message }) => hide(message)),
    ...recordedVolumes(plan, observed, outcomes),
    ...(of !== undefined && { of }),
    ...(died && { killed: killedCommand(died) }),
  };
}

const killedCommand = ({ command, since, user, host }: LockHolder): KilledCommand => ({
  command,
  since,
  user,
  host,
});

const lastModel = ({ releases }: StoredHistory): RecordedModel | undefined =>
  releases.findLast(isWhole)?.model;
