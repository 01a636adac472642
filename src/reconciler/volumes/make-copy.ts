import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { OnProgress } from '../../model/event.ts';
import { containerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ContainerDetails } from '../../model/observed.ts';
import { copyMarker, labelsOfOwner, type VolumeCopy, writesInto } from '../../model/volume-copy.ts';
import { humanSize } from '../../util/human-size.ts';
import { type CopiedContent, copyVolume } from './copy-volume.ts';
import type { VolumeEngine } from './volume-files.ts';
import { writersNow } from './writers-now.ts';

export type CopyEngine = VolumeEngine &
  Pick<
    Engine,
    'listVolumes' | 'createVolume' | 'removeVolume' | 'listContainers' | 'inspectContainer' | 'subscribe'
  >;

interface CopyContext {
  readonly engine: CopyEngine;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Makes a volume with the content of another one. From before it is made until it is whole, a marker says that it is not: whoever is
 * killed in between leaves both, and one that fails or is interrupted removes both.
 *
 * Error: UserError `source-in-use`, `copy-failed`, `half-copied`; EngineError.
 */
export async function makeCopy(copy: VolumeCopy, context: CopyContext): Promise<void> {
  const { engine, onProgress } = context;
  const begin = performance.now();
  const marker = copyMarker(copy);
  if (copy.replacesHalf) await removeHalf(engine, copy);
  await refuseOthers(engine, copy);
  await engine.createVolume(marker);
  try {
    await engine.createVolume(copy.request);
    const { bytes, sha256 } = await unwritten(engine, copy, () => transfer(copy, context));
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    await onProgress({
      text: `${humanSize(bytes)} in ${seconds} s, sha256:${sha256.slice(0, 12)} on both sides`,
    });
  } catch (error) {
    // As long as the copy is there, so is what says that it is half of one.
    await engine.removeVolume(copy.request.Name).then(
      () => engine.removeVolume(marker.Name).catch(() => {}),
      () => {},
    );
    throw error;
  }
  await engine.removeVolume(marker.Name);
}

/** The containers go first: an engine removes no volume that one has. What says that it is half a copy goes last. */
async function removeHalf(engine: CopyEngine, copy: VolumeCopy): Promise<void> {
  for (const end of ENDS) await engine.removeContainer(containerId(helperOf(copy, end)), true);
  await engine.removeVolume(copy.request.Name);
  await engine.removeVolume(copyMarker(copy).Name);
}

const ENDS = ['from', 'to'] as const;

const helperOf = ({ request }: VolumeCopy, end: (typeof ENDS)[number]): string =>
  `${request.Name}_copying_${end}`;

/** Since the plan was made somebody may have made the one, or removed the other: an engine would make that again, with nothing in it. */
async function refuseOthers(engine: CopyEngine, { source, request }: VolumeCopy): Promise<void> {
  const names = new Set((await engine.listVolumes()).map(({ name }) => name));
  if (names.has(request.Name))
    throw new UserError(
      'copy-failed',
      `volume "${request.Name}" exists by now, and nothing is copied into what somebody may use`,
      { hint: 'do the same again: the volume is used as it is' },
    );
  if (!names.has(source))
    throw new UserError('copy-failed', `volume "${source}" does not exist any more`, {
      hint: 'do the same again: a volume without a source starts empty',
    });
}

function transfer(copy: VolumeCopy, { engine, signal, onProgress }: CopyContext): Promise<CopiedContent> {
  const { source, request, sizeBytes, madeFor } = copy;
  const labels = { ...labelsOfOwner(request, madeFor), [LABEL.copies]: request.Name };
  const access = (volume: string, isReadOnly: boolean, end: (typeof ENDS)[number]) => ({
    volume,
    isReadOnly,
    through: helperOf(copy, end),
    labels,
  });
  const order = { from: access(source, true, 'from'), to: access(request.Name, false, 'to') };
  return copyVolume(engine, order, {
    signal,
    onBytes: (phase, bytes) =>
      void onProgress({
        text: phase === 'copying' ? 'Copying' : 'Comparing checksums',
        currentBytes: Math.min(bytes, sizeBytes ?? bytes),
        ...(sizeBytes !== undefined && { totalBytes: sizeBytes }),
        momentary: true,
      }),
  });
}

/**
 * Does the work while nobody may write into the source, and makes sure afterwards that nobody could.
 *
 * Error: UserError `source-in-use` before it, `copy-failed` after it.
 */
async function unwritten<Result>(
  engine: CopyEngine,
  copy: VolumeCopy,
  work: () => Promise<Result>,
): Promise<Result> {
  const { source } = copy;
  const started: Promise<ContainerDetails | undefined>[] = [];
  const listening = await engine.subscribe([], ({ action, container }) => {
    // It may be gone before the copy is whole.
    if (action === 'start') started.push(engine.inspectContainer(container).catch(() => undefined));
  });
  let lost: unknown;
  listening.ended.catch((error: unknown) => {
    lost = error;
  });
  try {
    const before = await writersNow(engine, copy);
    if (before.length > 0)
      throw new UserError('source-in-use', mayWrite(before, source), { hint: WAIT_HINT });
    const result = await work();
    const after = await writersNow(engine, copy);
    const known = (await Promise.all(started)).filter((one) => one !== undefined);
    const late = [...after, ...known.filter((one) => writesInto(one, copy))];
    if (late.length > 0)
      throw new UserError('copy-failed', `${mayWrite(late, source)} since the copy began`, {
        hint: WAIT_HINT,
      });
    // Nobody told who was started meanwhile.
    if (lost !== undefined) throw lost;
    return result;
  } finally {
    listening.close();
  }
}

const WAIT_HINT = 'stop it, and do the same again';

const mayWrite = (containers: readonly { readonly name: string }[], volume: string): string =>
  `${[...new Set(containers.map(({ name }) => name))].sort().join(', ')} may write into volume "${volume}"`;
