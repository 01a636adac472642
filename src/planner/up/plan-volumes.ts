import { UserError } from '../../diagnostics/user-error.ts';
import { formatChange } from '../../model/format-plan.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { type TrashedVolume, trashedVolumes } from '../../model/trash.ts';
import { type HalfCopy, halfCopies } from '../../model/volume-copy.ts';
import type { VolumeSpec } from '../../model/volume-spec.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { humanSize } from '../../util/human-size.ts';
import { diffVolume } from '../diff/diff-volume.ts';
import { withoutSecrets } from '../diff/hide-secrets.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { volumeRequest } from '../request/volume-request.ts';
import type { RestoreSource } from '../snapshot/intent.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { usedVolumes } from '../snapshot/used-resources.ts';
import type { VolumeChanges } from '../work/contributions.ts';
import { type Disconnected, Removals } from '../work/plan-removal.ts';
import { BY_RESTORE, finishSwitch, stage, stagedFor, switchTo } from '../work/restores.ts';
import type { Stops } from '../work/stops.ts';
import { emptied, freeName, lastTrashed, takeBack, trashedButUsed, trashedUnused } from '../work/trash.ts';
import { type PlannedCopy, planCopies, plannedCopy, refuseHalf, unmark } from './plan-copies.ts';
import { type DestructionRequest, planDestruction } from './plan-destruction.ts';
import { owedStarts, startOwed } from './plan-owed-starts.ts';

/** Why one goes whose place another one of the trash takes. */
const TAKEN: DestructionRequest = { cause: { kind: 'requested', by: 'undo' }, by: 'undo' };

interface VolumeWork {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
  readonly disconnected: Disconnected;
}

/**
 * Creates what is missing. A volume holds what nobody can make again, so one that changed is only made anew for who
 * agreed to lose its data (`--destroy-data`); otherwise it stays as it is, and the plan says so.
 *
 * Error: UserError `bad-usage` when that names no volume of the project, or one that other services use too.
 */
export function planVolumes(work: VolumeWork): VolumeChanges {
  const { context, plan, stops } = work;
  const removals = new Removals(work);
  const volumeSteps = new Map<string, StepId>();
  const volumeHolders = new Map<ContainerId, StepId>();
  const { destroyData = [], noRecreate } = context.intent;
  refuseUnknown(destroyData, [...context.project.volumes.values()]);
  const observed = new Map(context.observed.volumes.map((volume) => [volume.name, volume]));
  const halves = halfCopies(context.observed.volumes);
  const { copies: wanted } = context.intent;
  const copies: PlannedCopy[] = [];
  const thrown = trashedUnused(context.observed);
  const usedAgain = trashedButUsed(context.observed);
  const restored = planRestores(work, removals);
  for (const [name, step] of restored.steps) volumeSteps.set(name, step);
  for (const [id, holder] of restored.holders) volumeHolders.set(id, holder);
  for (const volume of usedVolumes(context)) {
    if (volume.external || restored.steps.has(volume.name)) continue;
    const { key, name } = volume;
    const request = volumeRequest(context.project, volume);
    const inTrash = thrown.get(name);
    const have = inTrash ? undefined : observed.get(name);
    const half = halves.get(name);
    const back = trashedToRestore(context, volume) ?? beingTakenBack(context, name, half);
    // One that is where it was is no other one, whoever has it by now.
    if (back && (!have || half || back.marker === undefined)) {
      const gone =
        have && !half ? planDestruction({ context, plan, stops, removals }, have, TAKEN) : undefined;
      for (const [id, holder] of gone?.holders ?? []) volumeHolders.set(id, holder);
      const size = context.intent.trashSizes?.get(back.keptIn);
      const after = gone ? [gone.step] : [];
      volumeSteps.set(name, takeBack(plan, context.observed.volumes, back, { after, size }));
      continue;
    }
    const staged =
      !have || half ? stagedFor(context.observed.volumes, context.project.name, name) : undefined;
    if (staged) {
      const after = inTrash ? [freeTrashed(work, inTrash)].filter((step) => step !== undefined) : [];
      volumeSteps.set(name, finishSwitch(plan, context.observed.volumes, staged, { request, after }));
      continue;
    }
    const source = wanted?.sources.get(key);
    if (source && (!have || half)) {
      const freed = inTrash && freeTrashed(work, inTrash);
      copies.push({
        ...plannedCopy(key, { ...source, request }, half),
        ...(freed !== undefined && { freed }),
      });
      continue;
    }
    if (have && half) refuseHalf(name, half, context.observed.volumes);
    const used = usedAgain.get(name);
    if (used) volumeSteps.set(name, takeBack(plan, context.observed.volumes, used));
    const fields = have ? differences(work, have, volume) : [];
    const mayGo = destroyData.includes(name) || destroyData.includes(key);
    if (have && (fields.length === 0 || !mayGo || noRecreate)) {
      if (fields.length > 0) withhold(plan, name, fields);
      else if (mayGo) plan.warn(`volume "${name}" has not changed: its data stays`);
      if (fields.length === 0) plan.unchanged({ kind: 'volume', name });
      continue;
    }
    const destroyed =
      have &&
      planDestruction({ context, plan, stops, removals }, have, { cause: { kind: 'changed', fields } });
    for (const [id, holder] of destroyed?.holders ?? []) volumeHolders.set(id, holder);
    // What was half a copy is gone, and the new one is none.
    const unmarked = half && unmark(plan, half);
    const freed = inTrash && freeTrashed(work, inTrash);
    const create = plan.add({
      operation: { kind: 'create-volume', key, request },
      cause: have ? { kind: 'changed', fields } : { kind: 'missing' },
      after: [destroyed?.step, unmarked, freed].filter((step) => step !== undefined),
    });
    volumeSteps.set(name, create);
  }
  for (const warning of wanted?.warnings ?? []) plan.warn(warning);
  const owed = owedStarts(context);
  if (!wanted || copies.length === 0) startOwed(plan, owed);
  else
    for (const [name, step] of planCopies(plan, { intent: wanted, copies, owed }))
      volumeSteps.set(name, step);
  return { volumeSteps, volumeHolders, volumeRemovals: removals };
}

/** All are made beside what is there before a container stops: a backup that cannot be restored changes nothing. */
function planRestores({ context, plan, stops }: VolumeWork, removals: Removals) {
  const { intent, observed, project } = context;
  const steps = new Map<string, StepId>();
  const holders = new Map<ContainerId, StepId>();
  const { restores = new Map<string, RestoreSource>() } = intent;
  const wanted = [...project.volumes.values()].flatMap((volume) => {
    const source = restores.get(volume.name);
    const have = observed.volumes.find(({ name }) => name === volume.name);
    return source && have ? [{ request: volumeRequest(project, volume), source, have }] : [];
  });
  const staged = wanted.map((one) => ({
    ...one,
    beside: stage(plan, observed.volumes, one.request, one.source),
  }));
  const first = staged.map(({ beside }) => beside.step);
  for (const { request, source, have, beside } of staged) {
    const work = { context, plan, stops, removals };
    const destroyed = planDestruction(work, have, { cause: BY_RESTORE, by: 'restore', first });
    for (const [id, holder] of destroyed.holders) holders.set(id, holder);
    const sizeBytes = source.section.bytes;
    steps.set(have.name, switchTo(plan, beside, request, { after: [destroyed.step], sizeBytes }));
  }
  return { steps, holders };
}

/** Those that are gone say nothing of one that is made under their name. */
function trashedToRestore({ intent, observed }: UpContext, { key, name }: VolumeSpec) {
  const { restoreTrash = [] } = intent;
  return restoreTrash.includes(name) || restoreTrash.includes(key)
    ? lastTrashed(observed.volumes, name)
    : undefined;
}

/** Commands that put one volume into the trash for another one that comes out of it. */
const EXCHANGES: ReadonlySet<string> = new Set(['undo', 'trash restore']);

/** Whoever took one out of the trash was cut off: an application would find it empty. */
function beingTakenBack({ observed }: UpContext, name: string, half: HalfCopy | undefined) {
  const { volumes, interruptedSince } = observed;
  const moved = trashedVolumes(volumes).filter((one) => one.marker === undefined && one.name === name);
  if (half) return moved.find(({ keptIn }) => keptIn === half.source);
  if (interruptedSince === undefined || volumes.some((volume) => volume.name === name)) return undefined;
  const last = moved.at(-1);
  return last && EXCHANGES.has(last.by) ? last : undefined;
}

/** It is told what moving takes, as somebody who only starts something does not expect that. */
function freeTrashed({ context, plan }: VolumeWork, trashed: TrashedVolume): StepId | undefined {
  const { name, since } = trashed;
  if (context.intent.expiredTrash?.has(trashed.keptIn))
    return plan.add({ operation: emptied(trashed), cause: { kind: 'trashed', why: 'expired' } });
  const size = context.intent.trashSizes?.get(name);
  const takes = [
    ...(size?.sizeBytes === undefined ? [] : [humanSize(size.sizeBytes)]),
    ...(size?.expectedMs === undefined ? [] : [`about ${Math.max(1, Math.round(size.expectedMs / 1000))} s`]),
  ];
  plan.warn(
    `volume "${name}" is in the trash${since === undefined ? '' : ` since ${since}`}: before a new one is made, its content is moved there${takes.length > 0 ? ` (${takes.join(', ')})` : ''}; "trash restore ${name}" takes it back instead`,
  );
  return freeName(plan, context.observed, trashed, size);
}

/** One that is not of this project is used as it is. */
function differences(
  { context, plan }: VolumeWork,
  have: ObservedVolume,
  volume: VolumeSpec,
): readonly FieldChange[] {
  if (have.labels[LABEL.project] === context.project.name)
    return withoutSecrets(diffVolume(have, volumeRequest(context.project, volume)), context);
  plan.warn(
    `volume "${have.name}" exists and is not of this project: it is used as it is; say "external: true" if that is meant`,
  );
  return [];
}

function withhold(plan: PlanBuilder, name: string, fields: readonly FieldChange[]): void {
  const flag = `--destroy-data ${name}`;
  const warning = `volume "${name}" was made with other settings (${fields.map(formatChange).join(', ')}) and is kept as it is, with its data; ${flag} destroys and recreates it`;
  plan.warn(warning);
  plan.withhold({ resource: { kind: 'volume', name }, fields, flag, warning });
}

function refuseUnknown(named: readonly string[], volumes: readonly VolumeSpec[]): void {
  const known = volumes.filter(({ external }) => !external).flatMap(({ key, name }) => [name, key]);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = didYouMean(unknown, known);
  throw new UserError('bad-usage', `--destroy-data: the project has no volume "${unknown}"`, {
    hint:
      near === undefined
        ? `it has ${volumes.map(({ name }) => name).join(', ') || 'none'}; external ones are never removed`
        : `did you mean "${near}"?`,
  });
}
