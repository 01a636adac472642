import {
  PAGE_SERVICE_VERBS,
  type PageCall,
  type PageCalls,
  type PagePlanRequest,
  type PageRefusal,
  type PageServiceVerb,
} from '../model/page-calls.ts';
import type { ContainerPort } from './container/container-port.ts';
import type { ProjectUse } from './open-projects.ts';
import type { PageApplication } from './page-application.ts';
import { isCount, isId, isNames, isRecord, parse } from './socket/check-value.ts';

interface CallContext {
  readonly newLink: () => { readonly url: string };
  /** The project that it is about. @returns undefined: there is none */
  readonly use: () => Promise<ProjectUse | undefined>;
}

interface CallAnswer<Answer> {
  readonly status: number;
  readonly json: Answer | PageRefusal;
}

type Call<About, Answer> = (
  body: Readonly<Record<string, unknown>>,
  about: About,
) => CallAnswer<Answer> | Promise<CallAnswer<Answer>>;

type ProjectCall<Answer> = Call<PageApplication, Answer>;

/** Of the server. `session`, which gives a key, is the business of the door. */
const SERVER_CALLS: {
  readonly [Name in ServerCall]: Call<CallContext, PageCalls[Name]['answer']>;
} = {
  link: (_, { newLink }) => answered({ url: newLink().url }),
};

type ServerCall = 'link';

const PROJECT_CALLS: {
  readonly [Name in Exclude<PageCall, ServerCall | 'session'>]: ProjectCall<PageCalls[Name]['answer']>;
} = {
  apply({ plan, typed }, application) {
    if (typeof plan !== 'string') return refused(400, 'which plan?');
    if (application.feed.state.readOnly) return refused(403, READ_ONLY);
    const reason = application.apply({ plan, ...(typeof typed === 'string' && { typed }) });
    return reason === undefined ? BEGUN : refused(409, reason);
  },
  cancel(_, application) {
    if (application.feed.state.readOnly) return refused(403, READ_ONLY);
    application.cancel();
    return BEGUN;
  },
  async watch({ on }, application) {
    if (typeof on !== 'boolean') return refused(400, 'on or off?');
    if (application.feed.state.readOnly) return refused(403, READ_ONLY);
    await application.watch(on);
    return BEGUN;
  },
  async plan(body, application) {
    const request = readPlanRequest(body);
    return request ? answered(await application.plan(request)) : refused(400, 'a plan of what?');
  },
  drawing: async (_, application) => answered(await application.drawing()),
  history: async (_, application) => answered(await application.history()),
  async 'diff-releases'({ from, to }, application) {
    if (!isCount(from) || !isCount(to)) return refused(400, 'which releases?');
    return answered({ differences: await application.diffReleases(from, to) });
  },
  container: ofContainer(async (containers, id) => {
    const details = await containers.details(id);
    return details && { details };
  }),
  processes: ofContainer(async (containers, id) => {
    const table = await containers.processes(id);
    return table && { table };
  }),
  changes: ofContainer(async (containers, id) => {
    const written = await containers.changes(id);
    return written && { written };
  }),
  async variable({ container, name }, application) {
    const { access } = application.containers;
    if (!access) return refused(403, READ_ONLY);
    if (!isId(container) || typeof name !== 'string') return refused(400, 'which variable?');
    const value = await access.variable(container, name);
    return value === undefined
      ? refused(404, 'there is no such variable in a container of this project')
      : answered({ value });
  },
  async explain({ path }, application) {
    if (typeof path !== 'string' || path.length > LONGEST_PATH) return refused(400, 'which value?');
    return answered({ explanation: await application.explain(path) });
  },
};

/** Of a value in the files. */
const LONGEST_PATH = 1000;

function readPlanRequest({
  kind,
  services,
  release,
}: Readonly<Record<string, unknown>>): PagePlanRequest | undefined {
  if (kind === 'rollback' && isCount(release)) return { kind, release };
  if (!isServiceKind(kind) || !isNames(services) || services.length === 0) return undefined;
  return { kind, services };
}

const isServiceKind = (kind: unknown): kind is 'up' | PageServiceVerb =>
  kind === 'up' || PAGE_SERVICE_VERBS.some((verb) => verb === kind);

/** @param ask undefined: the project has no such container */
function ofContainer<Answer>(
  ask: (containers: ContainerPort, id: string) => Promise<Answer | undefined>,
): ProjectCall<Answer> {
  return async ({ container }, application) => {
    if (!isId(container)) return refused(400, 'which container?');
    const answer = await ask(application.containers, container);
    return answer === undefined
      ? refused(404, 'there is no such container in this project')
      : answered(answer);
  };
}

const READ_ONLY = 'this page can only look';
const BEGUN: CallAnswer<Readonly<Record<string, never>>> = { status: 202, json: {} };

const answered = <Answer>(json: Answer): CallAnswer<Answer> => ({ status: 200, json });
const refused = (status: number, reason: string): CallAnswer<never> => ({ status, json: { reason } });

/** Of a page that is known. */
export async function callPage(
  name: string,
  body: string,
  context: CallContext,
): Promise<CallAnswer<unknown>> {
  if (!isIn(SERVER_CALLS, name) && !isIn(PROJECT_CALLS, name)) return refused(404, 'no such operation');
  const value = parse(body);
  if (!isRecord(value)) return refused(400, 'the body has to be a JSON object');
  if (isIn(SERVER_CALLS, name)) return SERVER_CALLS[name](value, context);
  const project = await context.use().catch(() => 'unknown' as const);
  if (project === 'unknown') return refused(503, 'the engine does not answer');
  if (!project) return refused(404, 'there is no such project');
  const { application, release } = project;
  try {
    return await PROJECT_CALLS[name](value, application);
  } catch (error) {
    return refused(409, application.tellError(error));
  } finally {
    release();
  }
}

const isIn = <Calls extends object>(calls: Calls, name: string): name is Extract<keyof Calls, string> =>
  Object.hasOwn(calls, name);
