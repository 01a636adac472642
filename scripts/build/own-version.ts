import type { Plugin } from 'esbuild';

/** The program imports package.json for its version: the build has that and nothing else of it. */
export const ownVersion = (version: string): Plugin => ({
  name: 'own-version',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:\.\.\/)+package\.json$/ }, ({ importer }) =>
      /[\\/]src[\\/]cli[\\/]context[\\/]version\.ts$/.test(importer)
        ? { path: 'package.json', namespace: 'own-version' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'own-version' }, () => ({
      contents: JSON.stringify({ version }),
      loader: 'json',
    }));
  },
});
