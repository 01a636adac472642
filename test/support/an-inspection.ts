import type {
  ContainerDetails,
  ImageDetails,
  Inspection,
  ObservedContainer,
} from '../../src/model/observed.ts';
import type { RequestedContainer } from '../../src/planner/request/create-request.ts';
import { BUSYBOX } from './an-observed.ts';
import { EMPTY_IMAGE } from './empty-image.ts';

/** The image that test containers are made from: it sets a path and a command. */
export const IMAGE: ImageDetails = { ...EMPTY_IMAGE, id: BUSYBOX, env: ['PATH=/bin'], command: ['sh'] };

/** Nothing is odd about it. */
export const RUNNING: Omit<ContainerDetails, 'id' | 'name'> = {
  state: 'running',
  exitCode: 0,
  oomKilled: false,
  restarting: false,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '0001-01-01T00:00:00Z',
  restartCount: 0,
  hasHealthcheck: false,
  tty: false,
  settings: { Image: 'app', Labels: {}, HostConfig: {} },
  mounts: [],
};

/** What an engine says about a container made by this request: its own defaults and the image's filled in. */
export function anInspection(
  container: ObservedContainer,
  { request }: Pick<RequestedContainer, 'request'>,
  overrides: Partial<ContainerDetails> = {},
  image: ImageDetails | undefined = IMAGE,
): Inspection {
  const { NetworkingConfig, ...settings } = request;
  return {
    container: {
      ...RUNNING,
      id: container.id,
      name: container.name,
      state: container.state,
      settings: {
        ...settings,
        Hostname: settings.Hostname ?? container.id.slice(0, 12),
        Env: [...(settings.Env ?? []), 'PATH=/bin'],
        Cmd: settings.Cmd ?? ['sh'],
        HostConfig: {
          CgroupnsMode: 'private',
          IpcMode: 'private',
          LogConfig: { Type: 'json-file', Config: {} },
          MaskedPaths: ['/proc/kcore'],
          OomKillDisable: false,
          RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
          Runtime: 'runc',
          ShmSize: 67108864,
          ...settings.HostConfig,
        },
      },
      endpoints: NetworkingConfig.EndpointsConfig,
      ...overrides,
    },
    ...(image ? { image } : {}),
  };
}
