import type { Json } from '../../model/json.ts';
import type { ContentSource, SecretSpec } from '../../model/secret-spec.ts';
import { Sensitive } from '../../util/sensitive.ts';
import type { Codec } from './codec/codec.ts';
import { stringMap } from './codec/collections.ts';
import { withExtensions } from './codec/extensions.ts';
import { orderOf } from './codec/in-order.ts';
import { text } from './codec/scalars.ts';
import { fieldsOf, struct } from './codec/struct.ts';
import { external } from './external.ts';

/** The written form, before one source is chosen. */
interface Written {
  readonly name: string;
  readonly file?: string;
  readonly environment?: string;
  readonly content?: string;
  readonly external: boolean;
  readonly labels: ReadonlyMap<string, string>;
  readonly driver?: string;
  readonly driverOpts: ReadonlyMap<string, string>;
  readonly templateDriver?: string;
}

const field = fieldsOf<Written>();
const written = struct(
  (): Written => ({ name: '', external: false, labels: new Map(), driverOpts: new Map() }),
  [
    field('name', 'name', text),
    field('file', 'file', text),
    field('environment', 'environment', text),
    field.kept('content', 'content', text),
    external,
    field('labels', 'labels', stringMap),
    field('driver', 'driver', text),
    field('driver_opts', 'driverOpts', stringMap),
    field('template_driver', 'templateDriver', text),
  ],
);

/**
 * A declared secret or config. `rules/one-source.ts` checks that it has exactly one source; this codec takes the first one that is
 * written. `resolve/normalise.ts` sets the value of a variable.
 */
export const fileObject: Codec<SecretSpec> = withExtensions<SecretSpec>({
  read(tree, at) {
    const value = written.read(tree, at);
    if (!value) return undefined;
    const { name, labels, driver, driverOpts, templateDriver } = value;
    return {
      key: '',
      name,
      from: sourceOf(value),
      labels,
      driverOpts,
      ...(driver === undefined ? {} : { driver }),
      ...(templateDriver === undefined ? {} : { templateDriver }),
      extensions: new Map<string, Json>(),
    };
  },
  print: ({ name, from, labels, driver, driverOpts, templateDriver }) =>
    written.print({
      name,
      labels,
      driverOpts,
      ...(driver === undefined ? {} : { driver }),
      ...(templateDriver === undefined ? {} : { templateDriver }),
      ...printSource(from),
    }),
  ...orderOf(written),
});

function sourceOf({ external, file, environment, content, driver }: Written): ContentSource {
  if (external) return { kind: 'external' };
  if (file !== undefined) return { kind: 'file', path: file };
  if (environment !== undefined) return { kind: 'environment', variable: environment };
  if (content !== undefined) return { kind: 'content', content: new Sensitive(content) };
  return { kind: 'driver', driver: driver ?? '' };
}

function printSource(
  from: ContentSource,
): Pick<Written, 'external' | 'file' | 'environment' | 'content' | 'driver'> {
  switch (from.kind) {
    case 'external':
      return { external: true };
    case 'file':
      return { external: false, file: from.path };
    case 'environment':
      return { external: false, environment: from.variable };
    case 'content':
      // The file itself has the content, and the printed project should load again.
      return { external: false, content: from.content.reveal() };
    case 'driver':
      return { external: false, driver: from.driver };
  }
}
