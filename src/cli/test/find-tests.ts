import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { isTestService } from '../../model/test-settings.ts';

const PROFILE = 'test';

/**
 * The services that run tests: the named ones, else those that say so in the file, else those of the profile `test`. By name.
 *
 * @param words a command to run in place of that of the file: in one service
 * Error: UserError `bad-usage`, with what to write.
 */
export function findTests(
  project: Project,
  named: readonly string[],
  words: readonly string[],
): readonly string[] {
  const tests = named.length > 0 ? [...new Set(named)] : testServices(project);
  if (tests.length === 0)
    throw new UserError('bad-usage', `no service of ${project.name} runs tests`, {
      hint: [
        'write `x-gantry: {test: true}` at the service that does, give it the profile `test`, or name one: ',
        gantry('test', blank('SERVICE')),
      ],
    });
  if (words.length > 0 && tests.length > 1)
    throw new UserError(
      'bad-usage',
      `one command cannot run in ${tests.length} services: ${tests.join(', ')}`,
      {
        hint: ['name one: ', gantry('test', tests[0] ?? '', '--', ...words)],
      },
    );
  return tests;
}

/** Those that the file says run tests, whatever the profiles say. By name. */
export const testServices = ({ services, disabledServices }: Project): readonly string[] =>
  namesOf(marked([...services.values(), ...disabledServices.values()]));

function marked(services: readonly ServiceSpec[]): readonly ServiceSpec[] {
  const told = services.filter(({ extensions }) => isTestService(extensions.get('x-gantry')));
  return told.length > 0 ? told : services.filter(({ profiles }) => profiles.includes(PROFILE));
}

const namesOf = (services: readonly ServiceSpec[]): readonly string[] =>
  services.map(({ name }) => name).sort();
