import type { Project } from '../../model/project.ts';
import type { AppliedRecord } from './record.ts';
import { unseal } from './unseal.ts';

/** The project that was applied, as far as the texts that the engine has can tell. Nothing of it can be hashed any more. */
export function openRecord({ body }: AppliedRecord, texts: Parameters<typeof unseal>[0]): Project {
  const project: Project = JSON.parse(body, unseal(texts));
  return { ...project, describe: () => '' };
}
