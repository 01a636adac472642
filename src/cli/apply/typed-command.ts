import { gantry, hintText } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Planned } from '../context/planned.ts';
import { secretHider } from '../failures/known-secrets.ts';

/** The command whose plan it is, as it can be typed again, but for the secrets in it: `gantry -f a.yaml up --build web`. */
export function typedCommand(
  { globals }: Pick<Cli, 'globals'>,
  { plan, project, typed = plan.verb.split(' ') }: Pick<Planned, 'plan' | 'project' | 'typed'>,
): string {
  return hintText(completeHint(gantry(...typed), globals, secretHider(project)));
}
