import type { PageChanges, PageContainerDetails, PageExplanation, PageProcesses } from './page-container.ts';
import type { PageHistory, PageReleaseDifference } from './page-history.ts';
import type { PageDrawing, PagePlan } from './page-state.ts';

/** What a page may ask for once, by name: what it sends, and what it gets. There are no others. */
export interface PageCalls {
  /** Without a proof it is the proxy that says who somebody is. */
  readonly session: Call<
    { readonly secret: string } | { readonly password: string } | Nothing,
    { readonly key: string }
  >;
  readonly link: Call<Nothing, { readonly url: string }>;
  readonly apply: Call<{ readonly plan: string; readonly typed: string }, Nothing>;
  readonly cancel: Call<Nothing, Nothing>;
  /** Begins to watch the files, or ends what was begun so. */
  readonly watch: Call<{ readonly on: boolean }, Nothing>;
  readonly plan: Call<PagePlanRequest, PageAskedPlan>;
  /** With networks and volumes. */
  readonly drawing: Call<Nothing, PageDrawing>;
  readonly history: Call<Nothing, PageHistory>;
  readonly 'diff-releases': Call<
    { readonly from: number; readonly to: number },
    { readonly differences: readonly PageReleaseDifference[] }
  >;
  /** By its id. */
  readonly container: Call<OneContainer, { readonly details: PageContainerDetails }>;
  readonly processes: Call<OneContainer, { readonly table: PageProcesses }>;
  readonly changes: Call<OneContainer, { readonly written: PageChanges }>;
  /** One variable of its environment. */
  readonly variable: Call<OneContainer & { readonly name: string }, { readonly value: string }>;
  /** `web.image`, `$TAG` */
  readonly explain: Call<{ readonly path: string }, { readonly explanation: PageExplanation }>;
}

/** A plan beside the one that is always shown: of `gantry up SERVICE …`, of what containers of services do as they are, or of `gantry rollback --to RELEASE`. */
export type PagePlanRequest =
  | { readonly kind: 'up' | PageServiceVerb; readonly services: readonly string[] }
  | { readonly kind: 'rollback'; readonly release: number };

export const PAGE_SERVICE_VERBS = ['start', 'stop', 'restart'] as const;
export type PageServiceVerb = (typeof PAGE_SERVICE_VERBS)[number];

export interface PageAskedPlan {
  readonly plan: PagePlan;
  /** `up -d web` */
  readonly command: string;
}

interface Call<Body, Answer> {
  readonly body: Body;
  readonly answer: Answer;
}

interface OneContainer {
  readonly container: string;
}

type Nothing = Readonly<Record<string, never>>;

export type PageCall = keyof PageCalls;

/** Why there is no answer. */
export interface PageRefusal {
  readonly reason: string;
  /** Of `session`: a password opens the page. */
  readonly asksPassword?: boolean;
  /** Of `session`: how long no password is looked at. */
  readonly waitSeconds?: number;
}
