import type { Engine } from '../../engine/port/engine.ts';
import type { PagePatch } from '../../model/page-patch.ts';
import { socketPath } from '../../util/socket-path.ts';

/** What one process of gantry tells the one that serves the page of the project, a line of JSON each. */
export type ToPage =
  | { readonly type: 'link'; readonly readOnly: boolean }
  /** What brings a run from what was told before up to date. */
  | { readonly type: 'run'; readonly process: number; readonly patch: PagePatch };

/** Error: as `mkdirSync`. */
export const pageSocketPath = (
  project: string,
  { endpoint }: Pick<Engine, 'endpoint'>,
  environment: ReadonlyMap<string, string>,
): string => socketPath('ui', `${endpoint}\n${project}`, environment);
