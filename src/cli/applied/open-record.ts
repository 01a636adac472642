import type { Project } from '../../model/project.ts';
import type { AppliedRecord } from './record.ts';
import { type Texts, unseal } from './unseal.ts';

/** The project that was applied, as far as the texts that the engine has can tell: it has the hashes of what was made. */
export function openRecord({ body }: Pick<AppliedRecord, 'body'>, texts: Texts): Project {
  return JSON.parse(body, unseal(texts));
}
