import type { Plan } from '../../model/plan.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { planImages } from '../images/plan-images.ts';
import type { Inspected } from '../snapshot/up-context.ts';
import { refuseMissingExternals } from '../snapshot/used-resources.ts';
import { checkIngresses } from './check-ingresses.ts';
import { checkHolds } from './hold-helper.ts';
import { planModels } from './models.ts';
import { publishersOf } from './port-holders.ts';
import { type Prepared, startCollecting } from './prepared.ts';

/**
 * A plan that checks first and then prepares: its images and models. Whatever is added to it comes after these.
 *
 * @param services those that the command is about to start. Default: all of the context
 * @param held the services whose ports are held
 * Error: UserError for something external that is missing, or an image that may be neither pulled nor built.
 */
export function prepareWork(
  verb: Plan['verb'],
  { context, inspections }: Inspected,
  services = context.services,
  held: ReadonlySet<string> = new Set(),
): Prepared {
  refuseMissingExternals(context);
  const plan = new PlanBuilder(verb, context.project.name);
  const images = planImages(context, plan, held);
  const models = planModels(context, plan);
  checkIngresses({ context, plan, images }, services);
  checkHolds({ context, plan, images }, held);
  plan.endPreparation();
  return {
    context,
    inspections,
    images,
    models,
    publishers: publishersOf(context.observed),
    ...startCollecting(context, plan),
  };
}
