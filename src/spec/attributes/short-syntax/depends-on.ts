import type { Dependency, DependencyCondition } from '../../../model/service-spec.ts';
import { didYouMean } from '../../../util/did-you-mean.ts';
import { type Codec, reportAt } from '../codec/codec.ts';
import { mapOf } from '../codec/collections.ts';
import { orderOf } from '../codec/in-order.ts';
import { flag } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';

const CONDITIONS: readonly DependencyCondition[] = [
  'service_started',
  'service_healthy',
  'service_completed_successfully',
];

const condition: Codec<DependencyCondition> = {
  read(tree, at) {
    if (typeof tree !== 'string') return undefined;
    const known = CONDITIONS.find((one) => one === tree);
    if (known) return known;
    const near = didYouMean(tree, CONDITIONS);
    return reportAt(at, `condition: "${tree}" is not one of ${CONDITIONS.join(', ')}`, {
      ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
    });
  },
  print: (value) => value,
};

const dependency = fieldsOf<Dependency>();
const dependencies = mapOf<Dependency>(
  struct(
    (): Dependency => ({ condition: 'service_started', required: true }),
    [
      dependency('condition', 'condition', condition),
      dependency('restart', 'restart', flag),
      dependency.kept('required', 'required', flag),
    ],
  ),
);

/** `[db]`, or `{db: {condition: service_healthy}}`. */
export const dependsOn: Codec<ReadonlyMap<string, Dependency>> = {
  read(tree, at) {
    if (!Array.isArray(tree)) return dependencies.read(tree, at);
    const names = tree.filter((name) => typeof name === 'string');
    return new Map(names.map((name) => [name, { condition: 'service_started', required: true }]));
  },
  print: dependencies.print,
  ...orderOf(dependencies),
};
