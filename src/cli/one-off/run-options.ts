import type { TtyOptions } from '../session/tty-options.ts';

export interface RunOptions extends TtyOptions {
  readonly build?: boolean;
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  readonly deps: boolean;
  readonly detach?: boolean;
  readonly entrypoint?: string;
  readonly env?: readonly string[];
  readonly envFromFile?: readonly string[];
  readonly label?: readonly string[];
  /** The same, spelled as docker compose takes it too; so is `volumes`. */
  readonly labels?: readonly string[];
  readonly name?: string;
  readonly publish?: readonly string[];
  readonly pull?: string;
  readonly quiet?: boolean;
  readonly quietBuild?: boolean;
  readonly quietPull?: boolean;
  readonly removeOrphans?: boolean;
  readonly rm?: boolean;
  readonly servicePorts?: boolean;
  readonly useAliases?: boolean;
  readonly user?: string;
  readonly volume?: readonly string[];
  readonly volumes?: readonly string[];
  readonly workdir?: string;
}
