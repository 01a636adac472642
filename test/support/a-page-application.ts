import type { PageState } from '../../src/model/page-state.ts';
import type {
  ApplyRequest,
  LogReader,
  LogRequest,
  PageApplication,
} from '../../src/serve/page-application.ts';
import { StateFeed } from '../../src/serve/socket/state-feed.ts';

function aPageState(state: Partial<PageState> = {}): PageState {
  return {
    project: 'shop',
    files: ['compose.yaml'],
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
  cancelled: number;
}

interface Settings {
  readonly state?: Partial<PageState>;
  readonly followLogs?: (request: LogRequest, reader: LogReader, signal: AbortSignal) => Promise<void>;
}

/** A project that is nowhere, for a server to show. */
export function aPageApplication({ state = {}, followLogs = silence }: Settings = {}): TestApplication {
  const applied: ApplyRequest[] = [];
  const application: TestApplication = {
    feed: new StateFeed(aPageState(state)),
    applied,
    cancelled: 0,
    apply(request) {
      applied.push(request);
      return undefined;
    },
    cancel() {
      application.cancelled++;
    },
    followLogs,
  };
  return application;
}

const silence = (_: LogRequest, __: LogReader, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
