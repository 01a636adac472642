import type { PageAskedPlan, PagePlanRequest } from '../../src/model/page-calls.ts';
import type { PageHistory, PageReleaseDifference } from '../../src/model/page-history.ts';
import type { PageDrawing, PagePlan, PageState } from '../../src/model/page-state.ts';
import type { ContainerPort } from '../../src/serve/container/container-port.ts';
import type { LogReader, LogRequest } from '../../src/serve/logs/log-source.ts';
import type { ApplyRequest, PageApplication } from '../../src/serve/page-application.ts';
import { StateFeed } from '../../src/serve/socket/state-feed.ts';

function aPageState(state: Partial<PageState> = {}): PageState {
  return {
    project: 'shop',
    files: ['compose.yaml'],
    command: 'gantry',
    readOnly: false,
    engine: { endpoint: 'unix:///var/run/docker.sock' },
    services: {},
    edges: [],
    drawing: { width: 0, height: 0, boxes: {}, lines: [] },
    problems: [],
    ...state,
  };
}

interface TestApplication extends PageApplication {
  /** The plans that were asked for. */
  readonly applied: ApplyRequest[];
  /** The plans that pages wanted to see. */
  readonly asked: PagePlanRequest[];
  /** Whether pages wanted the files to be watched, each time. */
  readonly watched: boolean[];
  cancelled: number;
}

/** What the project says when it is asked. */
interface Answers {
  readonly plan?: PageAskedPlan;
  readonly drawing?: PageDrawing;
  readonly history?: PageHistory;
  readonly differences?: readonly PageReleaseDifference[];
}

const EMPTY_PLAN: PagePlan = {
  id: 'plan-empty',
  changes: [],
  withheld: [],
  warnings: [],
  unchanged: 0,
  disruptions: {},
  isDestructive: false,
};

interface Settings {
  readonly containers?: ContainerPort;
  readonly explain?: PageApplication['explain'];
  readonly hide?: (text: string) => string;
  readonly state?: Partial<PageState>;
  readonly answers?: Answers;
  readonly followLogs?: (request: LogRequest, reader: LogReader, signal: AbortSignal) => Promise<void>;
}

/** A project that is nowhere, for a server to show. */
export function aPageApplication({
  state = {},
  answers = {},
  followLogs = silence,
  containers = quietContainers,
  explain = unexplained,
  hide = String,
}: Settings = {}): TestApplication {
  const applied: ApplyRequest[] = [];
  const asked: PagePlanRequest[] = [];
  const watched: boolean[] = [];
  const application: TestApplication = {
    feed: new StateFeed(aPageState(state)),
    applied,
    asked,
    watched,
    cancelled: 0,
    apply(request) {
      applied.push(request);
      return undefined;
    },
    cancel() {
      application.cancelled++;
    },
    async watch(on) {
      watched.push(on);
    },
    async plan(request) {
      asked.push(request);
      return answers.plan ?? { plan: { ...EMPTY_PLAN }, command: 'up' };
    },
    drawing: async () => answers.drawing ?? application.feed.state.drawing,
    history: async () => answers.history ?? { releases: [], movedSince: [], unreadable: [] },
    diffReleases: async () => answers.differences ?? [],
    followLogs,
    containers,
    explain,
    tellError: (error) => hide(error instanceof Error ? error.message : String(error)),
  };
  return application;
}

export const noContainers: ContainerPort = {
  details: async () => undefined,
  processes: async () => undefined,
  changes: async () => undefined,
  async *stats() {},
};

/** Any container is there, and is nothing special. */
const quietContainers: ContainerPort = {
  ...noContainers,
  details: async () => ({
    lackedMemory: false,
    restarts: 0,
    probes: [],
    variables: [],
    mounts: [],
    networks: [],
    ports: [],
  }),
};

const unexplained: PageApplication['explain'] = async (subject) => ({
  subject,
  members: [],
  says: [],
  notes: [],
});

const silence = (_: LogRequest, __: LogReader, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
