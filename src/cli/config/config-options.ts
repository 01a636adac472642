export interface ConfigOptions {
  /** Absent: YAML, and a table for the variables. */
  readonly format?: 'yaml' | 'json';
  readonly output?: string;
  readonly quiet?: boolean;
  readonly interpolate: boolean;
  readonly normalize: boolean;
  readonly pathResolution: boolean;
  readonly consistency: boolean;
  readonly envResolution: boolean;
  readonly allResources?: boolean;
  readonly resolveImageDigests?: boolean;
  readonly lockImageDigests?: boolean;
  readonly services?: boolean;
  readonly volumes?: boolean;
  readonly networks?: boolean;
  readonly models?: boolean;
  readonly profiles?: boolean;
  readonly images?: boolean;
  readonly hash?: string;
  readonly variables?: boolean;
  readonly environment?: boolean;
  readonly provenance?: boolean;
  readonly mask?: boolean;
  readonly reveal?: boolean;
}
