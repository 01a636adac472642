import type { EndedInstance } from '../../model/instance.ts';
import type { Json } from '../../model/json.ts';
import { tabulate } from './tabulate.ts';

export function gcTable(instances: readonly EndedInstance[], columns: number): string {
  const rows = instances.map(({ project, instance, of, why }) => [project, of, instance, whyText(why)]);
  return tabulate([['NAME', 'PROJECT', 'INSTANCE', 'WHY'], ...rows], { minWidth: 10, columns });
}

const whyText = (why: EndedInstance['why']): string =>
  why.kind === 'expired'
    ? `its time was over at ${why.expires}`
    : `process ${why.owner.pid} of ${why.owner.host}, which it was for, has ended`;

/** @param plan of the removal, as JSON */
export const gcRecord = ({ project, instance, of, why }: EndedInstance, plan: Json): Json => ({
  Name: project,
  Project: of,
  Instance: instance,
  Why: why.kind,
  ...(why.kind === 'expired' && { Expires: why.expires }),
  Plan: plan,
});
