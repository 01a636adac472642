import type { NetworkRequest } from '../model/container-request.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedNetwork } from '../model/observed.ts';
import type { FieldChange } from '../model/plan.ts';
import { change, compareMaps } from './change.ts';
import { isBookkeeping } from './request-hash.ts';

/**
 * What changed of a network of ours; empty: it can stay. Lists tell its driver and labels only: for anything else
 * the field is the network itself.
 *
 * No hash of ours means that we did not make it. Replacing it could cut off containers that we know nothing about,
 * so it is used as it is.
 */
export function diffNetwork(
  have: ObservedNetwork,
  key: string,
  want: NetworkRequest,
): readonly FieldChange[] {
  const hash = have.labels[LABEL.requestHash];
  const ours = have.labels[LABEL.project] === want.Labels[LABEL.project] && hash !== undefined;
  if (!ours || hash === want.Labels[LABEL.requestHash]) return [];
  const field = `networks.${key}`;
  const named = [
    ...(want.Driver === undefined || want.Driver === have.driver
      ? []
      : [change(`${field}.driver`, have.driver, want.Driver)]),
    ...compareMaps(`${field}.labels`, ownLabels(have.labels), ownLabels(want.Labels)),
  ];
  return named.length > 0 ? named : [change(field, undefined, undefined)];
}

const ownLabels = (labels: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(labels).filter(([name]) => !isBookkeeping(name)));
