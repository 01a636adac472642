import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { secretTexts } from '../failures/known-secrets.ts';
import { escaped } from './github-text.ts';

/** Less would hide parts of words. */
const SHORTEST = 4;

/** Tells GitHub which texts to hide in the log of the job, whatever program writes them. It does not show these lines. */
export function maskSecrets(cli: Cli, project: Project): void {
  const lines = [...secretTexts(project)].flatMap((text) => text.split(/\r?\n/));
  const masked = new Set(lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST));
  for (const line of masked) cli.stderr.write(`::add-mask::${escaped(line)}\n`);
}
