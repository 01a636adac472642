import type { Sensitive } from '../util/sensitive.ts';

/** What is secret because of where it comes from, whatever the name of the place that it goes to. */
export interface Secrecy {
  /** By service: the variables that it has from its `env_file`. Such files exist to keep values out of the Compose file. */
  readonly fromEnvFiles: ReadonlyMap<string, ReadonlySet<string>>;
  /** The names of variables that are a secret as a whole, although they may not sound so: `secrets` take their content from them. */
  readonly variables: ReadonlySet<string>;
  /** The values of variables of the files that sound secret or are part of a secret. */
  readonly values: readonly Sensitive[];
  /** The texts that such a value was filled into. */
  readonly filled: readonly Sensitive[];
}
