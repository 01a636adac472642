import type { Observed } from '../../model/observed.ts';
import { stableJson } from '../../util/stable-json.ts';
import { isLockVolume } from './lock-names.ts';

/** What a plan was made from, without images: no command that holds the lock decides what a name stands for. */
type Lists = Pick<Observed, 'containers' | 'networks' | 'volumes'>;

/** Whether somebody changed something since a plan was made, so that it has to be made again. */
export const hasMoved = (then: Lists, now: Lists): boolean =>
  stableJson(whatCounts(then)) !== stableJson(whatCounts(now));

/** Without what passes by itself, such as `Up 3 seconds`. */
function whatCounts({ containers, networks, volumes }: Lists): unknown {
  return {
    containers: sorted(
      containers.map(({ id, name, state, imageId, networks }) => ({
        id,
        name,
        state,
        imageId,
        networks: sorted([...networks.keys()]),
      })),
    ),
    networks: sorted(networks.map(({ id, name }) => ({ id, name }))),
    volumes: sorted(volumes.map(({ name }) => name).filter((name) => !isLockVolume(name))),
  };
}

/** The engine promises no order. */
const sorted = (values: readonly unknown[]): readonly string[] =>
  values.map((value) => stableJson(value)).sort();
