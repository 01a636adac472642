import type { Json } from '../../../model/json.ts';
import type { Codec } from '../codec/codec.ts';
import { canonical, keyValues, listOf, textList } from '../codec/collections.ts';
import { jsonStruct } from '../codec/json-struct.ts';
import { flag, text } from '../codec/scalars.ts';
import { command } from './command.ts';

/** A command that runs beside the main process of a container; `command` is always present, even if none was written. */
const hook = jsonStruct(
  {
    command: canonical(command),
    image: canonical(text),
    user: canonical(text),
    privileged: canonical(flag),
    working_dir: canonical(text),
    environment: canonical(keyValues),
    per_replica: canonical(flag),
  },
  { command: null },
);

export const hooks: Codec<Json> = canonical(listOf(hook));

const watchRule = jsonStruct(
  {
    path: canonical(text),
    action: canonical(text),
    target: canonical(text),
    exec: hook,
    include: canonical(textList),
    ignore: canonical(textList),
    initial_sync: canonical(flag),
  },
  { exec: { command: null } },
);

const watch = listOf(watchRule);

export const develop: Codec<Json> = jsonStruct({
  watch: canonical({ ...watch, print: (rules) => (rules.length === 0 ? undefined : watch.print(rules)) }),
});
