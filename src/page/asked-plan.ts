import { effect, signal } from '@preact/signals';
import type { PageAskedPlan, PagePlanRequest } from '../model/page-calls.ts';
import type { PageState } from '../model/page-state.ts';
import { post } from './page-key.ts';
import { pageState, tell, view } from './store.ts';

interface Asked extends PageAskedPlan {
  readonly request: PagePlanRequest;
}

/** The plan that is shown instead of that of the whole project. undefined: none is. */
export const askedPlan = signal<Asked | undefined>(undefined);

/** The plan that `Apply` is about, and its command behind `gantry`. undefined: there is none. */
export const shownPlan = ({ plan }: PageState): PageAskedPlan | undefined =>
  askedPlan.value ?? (plan && { plan, command: 'up -d' });

export const mayApply = (state: PageState): boolean =>
  !state.readOnly && state.run?.status !== 'running' && (shownPlan(state)?.plan.changes.length ?? 0) > 0;

export async function askPlan(request: PagePlanRequest): Promise<void> {
  const found = await plan(request);
  if (!found) return;
  askedPlan.value = found;
  view.value = 'plan';
}

/** Whatever gives the project another plan may give the one that was asked for another one too. Who looks elsewhere has left it. */
export function keepAskedPlan(): void {
  effect(() => {
    if (view.value !== 'plan') askedPlan.value = undefined;
  });
  let last: string | undefined;
  effect(() => {
    const id = pageState.value?.plan?.id;
    const isOther = id !== last;
    last = id;
    const asked = askedPlan.peek();
    if (isOther && asked) void renew(asked);
  });
}

async function renew(asked: Asked): Promise<void> {
  const found = await plan(asked.request);
  if (askedPlan.value === asked) askedPlan.value = found;
}

async function plan(request: PagePlanRequest): Promise<Asked | undefined> {
  try {
    const { json } = await post('plan', request);
    if (json.plan && json.command !== undefined) return { plan: json.plan, command: json.command, request };
    tell(json.reason ?? 'there is no such plan');
  } catch {
    tell('the server of this page does not answer');
  }
  return undefined;
}
