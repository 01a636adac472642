import type { Contribution } from '../../model/explanation.ts';
import type { LoadRequest } from '../files/load-request.ts';
import type { History, Variables } from '../tree/history.ts';
import { envEntries } from './env-entries.ts';

export interface KnownVariables {
  readonly request: LoadRequest;
  readonly history: History;
  /** The variables of the project. */
  readonly variables: Variables;
  readonly projectName: string;
}

/**
 * All contributions to a variable, the strongest last; empty when it is not set.
 * @param variables the variables that are visible to the file that uses it
 */
export function variableContributions(
  name: string,
  variables: Variables,
  known: KnownVariables,
): readonly Contribution[] {
  const { request, history, projectName } = known;
  const found: Omit<Contribution, 'wins'>[] = [];
  for (const { source, yields } of history.filesBehind(variables)) {
    const entry = envEntries(source, (other) => variables.get(other)).get(name);
    if (!entry) continue;
    const contribution = { at: entry.at, text: entry.value, how: '', variables: [] };
    if (yields) found.unshift(contribution);
    else found.push(contribution);
  }
  if (name === 'PWD')
    found.push({ text: request.cwd, how: 'the folder gantry was started in', variables: [] });
  const inherited = request.environment.get(name);
  if (inherited !== undefined) found.push({ text: inherited, how: 'in the environment', variables: [] });
  const given = variables.get(name);
  if (found.length === 0 && given !== undefined && /^GANTRY_(?:URL|PORT)_/.test(name))
    found.push({ text: given, how: 'gantry: where the port is published', variables: [] });
  // Whatever other source sets it, the files see the final name of the project.
  if (name === 'COMPOSE_PROJECT_NAME' && found.at(-1)?.text !== projectName)
    found.push({ text: projectName, how: 'the name of the project', variables: [] });
  return found.map((contribution, index) =>
    index === found.length - 1
      ? { ...contribution, wins: true }
      : { ...contribution, how: contribution.how || 'replaced', wins: false },
  );
}
