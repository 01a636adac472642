import type { Engine } from '../../engine/port/engine.ts';
import type { PagePatch } from '../../model/page-patch.ts';
import { meetingPath, socketPath } from '../../util/socket-path.ts';

/** What one process of gantry tells the one that serves the page of the project, a line of JSON each. */
export type ToPage =
  | { readonly type: 'link'; readonly readOnly: boolean }
  /** What brings a run, or a watch, from what was told before up to date. */
  | { readonly type: ToldKind; readonly process: number; readonly patch: PagePatch };

export type ToldKind = 'run' | 'watch';

/** For the process that serves the page. Error: as `socketPath`. */
export const pageSocketPath = (
  project: string,
  engine: Pick<Engine, 'endpoint'>,
  environment: ReadonlyMap<string, string>,
): string => socketPath('ui', keyOf(project, engine), environment);

/** For one that has something to tell it. undefined: no page is served. */
export const servedPagePath = (
  project: string,
  engine: Pick<Engine, 'endpoint'>,
  environment: ReadonlyMap<string, string>,
): string | undefined => meetingPath('ui', keyOf(project, engine), environment);

const keyOf = (project: string, { endpoint }: Pick<Engine, 'endpoint'>): string => `${endpoint}\n${project}`;
