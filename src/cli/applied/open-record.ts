import type { Project } from '../../model/project.ts';
import type { AppliedRecord } from './record.ts';
import { type Texts, unseal } from './unseal.ts';

/** The project that was applied, as far as the texts that the engine has can tell. Nothing of it can be hashed any more. */
export function openRecord({ body }: Pick<AppliedRecord, 'body'>, texts: Texts): Project {
  const project: Project = JSON.parse(body, unseal(texts));
  return { ...project, describe: () => '' };
}
