import type { Engine } from '../../engine/port/engine.ts';
import type { Plan } from '../../model/plan.ts';
import { needsRoom, roomForPlan } from '../../planner/swarm/room-for-plan.ts';

/**
 * The plan, with a warning for each service that other projects leave too little room. All of them are looked at only where that matters.
 * Error: UserError `port-taken`, or SeveralErrors.
 */
export async function withRoom(engine: Engine, plan: Plan): Promise<Plan> {
  if (!needsRoom(plan)) return plan;
  const survey = await (await engine.swarm()).survey();
  const warnings = roomForPlan(plan, survey);
  return warnings.length === 0 ? plan : { ...plan, warnings: [...plan.warnings, ...warnings] };
}
