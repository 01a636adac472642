import { showPlace } from '../../diagnostics/source.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { concernsOf, stopFirstWarning } from '../../model/service-update.ts';
import type { Cli } from '../context/cli.ts';
import { placesOf } from './places-of.ts';

/** The plan, whose warnings of updates that cannot be start-first, and of settings that are lost, name the place in the files. */
export async function placeWarnings(cli: Cli, plan: Plan, project: Project): Promise<Plan> {
  const reasons = [
    ...(plan.updates ?? []).flatMap(({ service, insteadOf }) =>
      insteadOf === undefined
        ? []
        : [{ text: stopFirstWarning(service, insteadOf), concerns: concernsOf(service, insteadOf) }],
    ),
    ...(plan.lost ?? []).map(({ warning, about }) => ({ text: warning, concerns: [about] })),
  ];
  if (reasons.length === 0) return plan;
  const places = await placesOf(
    cli,
    reasons.flatMap(({ concerns }) => concerns),
    project,
  );
  const placed = new Map<string, string>();
  let first = 0;
  for (const { text, concerns } of reasons) {
    const place = places.slice(first, first + concerns.length).find((span) => span !== undefined);
    first += concerns.length;
    if (place) placed.set(text, `${text} (${showPlace(place)})`);
  }
  return { ...plan, warnings: plan.warnings.map((text) => placed.get(text) ?? text) };
}
