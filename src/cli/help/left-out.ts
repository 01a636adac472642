/**
 * What docker compose has and gantry has not, with the reason: by command (`''` are the flags before one), then by
 * flag (`''` is the whole command). docs/commands.md is made from it.
 */
export const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'alpha generate': { '': 'it is experimental, and guesses a file from containers' },
  'alpha dry-run': { '': 'it has become the flag `--dry-run`' },
  'alpha publish': { '': 'it has become `publish`' },
  'alpha scale': { '': 'it has become `scale`' },
  'alpha watch': { '': 'it has become `watch`' },
  bridge: { '': 'it is made of images that Docker publishes for it' },
  publish: {
    '--app': 'images are pushed under their own names; --resolve-image-digests pins them',
  },
};
