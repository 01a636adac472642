import type { Engine } from '../../engine/port/engine.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';

/** A project and what the engine has of it. */
export interface Target {
  readonly engine: Engine;
  readonly project: Project;
  readonly observed: Observed;
}
