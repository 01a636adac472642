import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { stableJson } from '../../util/stable-json.ts';

/** What a plan was made from, without images: no command that holds the lock decides what a name stands for. */
type Lists = Pick<Observed, 'containers' | 'holdHelpers' | 'networks' | 'volumes'>;

/** Whether somebody changed something of a project since a plan was made, so that it has to be made again. */
export const hasMoved = (project: Project, then: Lists, now: Lists): boolean =>
  stableJson(whatCounts(project, then)) !== stableJson(whatCounts(project, now));

/** Without what passes by itself, such as `Up 3 seconds`, and without what is of others, who may come and go. */
function whatCounts(project: Project, { containers, holdHelpers = [], networks, volumes }: Lists): unknown {
  const isOurs = (used: ReadonlyMap<string, { readonly name: string }>) => {
    const names = new Set([...used.values()].map(({ name }) => name));
    return ({ name, labels }: { readonly name: string; readonly labels: Readonly<Record<string, string>> }) =>
      labels[LABEL.project] === project.name || names.has(name);
  };
  return {
    containers: sorted(
      containers.map(({ id, name, state, imageId, networks: joined }) => ({
        id,
        name,
        state,
        imageId,
        networks: sorted([...joined.keys()]),
      })),
    ),
    holdHelpers: sorted(holdHelpers.map(({ id }) => id)),
    networks: sorted(networks.filter(isOurs(project.networks)).map(({ id, name }) => ({ id, name }))),
    volumes: sorted(volumes.filter(isOurs(project.volumes)).map(({ name }) => name)),
  };
}

/** The engine promises no order. */
const sorted = (values: readonly unknown[]): readonly string[] =>
  values.map((value) => stableJson(value)).sort();
