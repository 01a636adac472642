import type { Project } from '../../model/project.ts';
import { type Hide, secretHider } from '../../model/secret-hider.ts';
import { readText } from '../../util/read-text.ts';

/** Takes what the `secrets` of a project hold out of a text, and nothing else. */
export const secretContentHider = ({ secrets }: Pick<Project, 'secrets'>): Hide =>
  secretHider({ secrets, services: new Map() }, { readFile: readText, onlyKnown: true });
