import {
  amount,
  flag,
  listOf,
  mapOf,
  optional,
  record,
  type Shape,
  text,
} from '../../engine/answers/shape.ts';
import type { Release } from '../../model/release.ts';

/** What the code relies on: whoever can use the engine can write a release. */
const RELEASE: Shape = record({
  project: text,
  savedBy: text,
  at: text,
  tookMs: amount,
  by: record({ user: text, host: text, pipeline: optional(text) }),
  verb: text,
  typed: listOf(text),
  commit: optional(record({ sha: text, isDirty: flag })),
  outcome: text,
  before: containers(),
  after: containers(),
  changes: listOf(text),
  failures: listOf(text),
  lostVolumes: listOf(text),
  trashedVolumes: optional(listOf(text)),
  of: optional(amount),
  killed: optional(record({ command: text, since: text, user: text, host: text })),
  model: optional(
    record({
      file: record({ services: optional(mapOf(record())) }),
      workingDir: text,
      configFiles: listOf(text),
      envFiles: listOf(text),
      scale: mapOf(scaling),
      images: mapOf(record({ id: text, digests: optional(listOf(text)) })),
      contents: mapOf(text),
      secretVariables: mapOf(listOf(text)),
      hashes: mapOf(text),
      nameSeparator: optional(text),
    }),
  ),
});

function containers(): Shape {
  return listOf(
    record({
      id: text,
      name: text,
      service: text,
      isRunning: flag,
      isPaused: optional(flag),
      anonymous: optional(mapOf(text)),
      hash: optional(text),
    }),
  );
}

/** More containers of one service than any engine runs. */
const MOST_CONTAINERS = 10_000;

function scaling(value: unknown): ReturnType<Shape> {
  const isCount =
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_CONTAINERS;
  return isCount ? undefined : { path: '', value };
}

/** Whether all of a release is there, in the types that it is to have. */
export const isWholeRelease = (written: Partial<Release>): written is Release =>
  RELEASE(written) === undefined && !Number.isNaN(Date.parse(written.at ?? ''));

/** The project that a release would change: its model has a name, too. */
export const isOf = ({ project, model }: Release, name: string): boolean =>
  project === name && (model === undefined || model.file.name === name);
