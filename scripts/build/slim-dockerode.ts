import type { Plugin } from 'esbuild';

/**
 * What dockerode loads and we never call: docker-modem with its ssh (our transport is its modem), the session of
 * BuildKit with gRPC and protobuf, and what packs build contexts. `dockerode/lib/docker.js` and `util.js` ask for these.
 */
const LEFT_OUT = [
  'docker-modem',
  './session',
  './buildkit',
  '@balena/dockerignore',
  'tar-fs',
  // Takes milliseconds to load.
  'zlib',
];

/** Leaves them out of the build: each is a function in their place, which throws when it is called. */
export const slimDockerode: Plugin = {
  name: 'slim-dockerode',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${LEFT_OUT.join('|')})$`) }, ({ path, importer }) =>
      /[\\/]dockerode[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `module.exports = () => { throw new Error(${JSON.stringify(`internal: ${path} is not in this build`)}); };`,
      loader: 'js',
    }));
  },
};
