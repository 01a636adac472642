import type { Json, JsonMap } from '../../model/json.ts';
import type { Codec } from '../attributes/codec/codec.ts';
import { inOrder, orderMembers } from '../attributes/codec/in-order.ts';
import { fileObject } from '../attributes/file-object.ts';
import { network } from '../attributes/network.ts';
import { service } from '../attributes/service.ts';
import { volume } from '../attributes/volume.ts';

const SECTIONS: readonly (readonly [name: string, of: Pick<Codec<never>, 'order'>])[] = [
  ['services', service],
  ['networks', network],
  ['volumes', volume],
  ['secrets', fileObject],
  ['configs', fileObject],
];

/** A model that is no project yet, with its keys in the order in which `print-project.ts` prints them. */
export function printOrder({ name = null, ...model }: JsonMap): JsonMap {
  const sections = SECTIONS.flatMap(([section, codec]): readonly (readonly [string, Json])[] => {
    const written = model[section];
    return written === undefined
      ? []
      : [[section, orderMembers(written, (member) => inOrder(codec, member))] as const];
  });
  return { name, ...Object.fromEntries(sections), ...others(model) };
}

const others = (model: JsonMap): JsonMap =>
  Object.fromEntries(Object.entries(model).filter(([key]) => !SECTIONS.some(([section]) => section === key)));
