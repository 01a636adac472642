import type { Project } from '../../model/project.ts';
import { type Hide, secretHider as hiderFor } from '../../model/secret-hider.ts';
import { readText } from '../../util/read-text.ts';

/** Takes the secrets of a project out of what containers, probes and builds wrote, also those that are in files. */
export const secretHider = (project: Project | undefined, dots?: (secret: string) => string): Hide =>
  hiderFor(project, { readFile: readText, ...(dots && { dots }) });
