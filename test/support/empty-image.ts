import type { ImageDetails } from '../../src/model/observed.ts';

/** What most images say of themselves: nothing. */
export const EMPTY_IMAGE: Omit<ImageDetails, 'id'> = {
  env: [],
  command: [],
  entrypoint: [],
  labels: {},
  volumes: [],
  exposedPorts: [],
  workingDir: '',
  user: '',
  hasHealthcheck: false,
};
