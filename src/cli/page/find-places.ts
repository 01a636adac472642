import { showPlace } from '../../diagnostics/source.ts';
import type { Concern } from '../../diagnostics/user-error.ts';
import { finalName } from '../../model/temporary-name.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { placesOf } from '../failures/places-of.ts';

/**
 * Where the files have the services of a project, and the fields that the plan changes: `compose.yaml:9:7`.
 *
 * @returns by service; and by service and field, with a space between
 */
export async function findPlaces(cli: Cli, { plan, project }: Planned): Promise<ReadonlyMap<string, string>> {
  const services = new Map(
    plan.steps.flatMap(({ operation }) =>
      'service' in operation && 'name' in operation ? [[finalName(operation.name), operation.service]] : [],
    ),
  );
  const wanted = new Map<string, Concern>();
  for (const name of project.services.keys()) wanted.set(name, { of: ['services', name], settings: [''] });
  for (const { resource, fields } of changesOf(plan)) {
    const service = services.get(resource.name);
    if (service === undefined) continue;
    for (const { field } of fields)
      wanted.set(`${service} ${field}`, { of: ['services', service], settings: [field] });
  }
  const places = await placesOf(cli, [...wanted.values()], project);
  return new Map(
    [...wanted.keys()].flatMap((key, index) => {
      const place = places[index];
      return place ? [[key, showPlace(place)]] : [];
    }),
  );
}
