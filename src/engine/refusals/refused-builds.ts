import { type Meanings, settings } from './refusal-words.ts';

/** Messages of builders that no other request can cause. */
export const REFUSED_BUILDS: Meanings = [
  [
    /(?:did not complete successfully: exit code:|returned a non-zero code:) (\d+)/,
    ([, exit]) => ({
      code: 'build-failed',
      message: `the command ended with exit code ${exit}`,
      refusal: { kind: 'command-failed' },
    }),
  ],
  [
    /^.*not supported for the docker driver.*$/,
    ([text = '']) => ({
      code: 'build-failed',
      message: `the builder of the engine cannot do this: ${text.trim()}`,
      hint: 'switch the engine to its containerd image store, or make a builder of its own with `docker buildx create --use`',
    }),
  ],
  [
    /target stage "([^"]+)" could not be found/,
    ([, stage = '']) => ({
      code: 'build-failed',
      message: `the Dockerfile has no stage ${JSON.stringify(stage)}`,
      refusal: { kind: 'no-stage', stage },
      hint: 'correct `build.target`: it is the name after `AS` of a FROM line',
      ...settings('build.target'),
    }),
  ],
  [
    /entitlement (\S+) is not allowed/,
    ([, entitlement]) => ({
      code: 'build-failed',
      message: `the builder does not allow ${entitlement}`,
      hint: "allow it in the engine's configuration (`builder.entitlements` in daemon.json)",
    }),
  ],
  [
    /failed to calculate checksum of ref \S+: "?\/?([^"]+)"?: not found|stat (\S+): file does not exist/,
    ([, file, other]) => ({
      code: 'build-failed',
      message: `the build context has no ${file ?? other}`,
      refusal: { kind: 'not-in-context', file: file ?? other ?? '' },
      hint: 'paths are relative to `build.context`, and `.dockerignore` leaves files out',
    }),
  ],
  [
    /failed to get build context (\S+?): stat (\S+): no such file/,
    ([, name, path]) => ({
      code: 'build-failed',
      message: `the build context ${name} is not there: ${path}`,
      hint: 'correct `build.additional_contexts`: paths are relative to the folder of the Compose file',
      ...settings(`build.additional_contexts.${name}`, 'build.additional_contexts'),
    }),
  ],
  [
    /(?:repository|remote) (\S+?):? (?:[\s\S]*?)fatal: (.+)/,
    ([, repository, why]) => ({
      code: 'build-failed',
      message: `the builder cannot fetch ${repository?.replace(/:$/, '')}: ${why}`,
      hint: 'correct the address; a private source needs `build.ssh`, or a token as the secret GIT_AUTH_TOKEN',
      ...settings('build.context', 'build'),
    }),
  ],
  [
    /network mode "([^"]+)" not supported/,
    ([, network]) => ({
      code: 'build-failed',
      message: `a build cannot use the network ${network}`,
      hint: 'correct `build.network`: default, host or none',
      ...settings('build.network'),
    }),
  ],
  [
    /base name \((\S+)\) should not be blank/,
    ([, base = '']) => ({
      code: 'build-failed',
      message: `FROM ${base} is empty`,
      refusal: { kind: 'empty-from', base },
      hint: 'give that argument a value with `build.args`, or a default in the Dockerfile: ARG NAME=value',
    }),
  ],
  [
    /no build stage in current context/,
    () => ({
      code: 'build-failed',
      message: 'an instruction precedes the first FROM',
      refusal: { kind: 'before-from' },
      hint: 'a Dockerfile begins with FROM; only ARG may precede it',
    }),
  ],
  [
    /circular dependency detected on stage: (\S+)/,
    ([, stage = '']) => ({
      code: 'build-failed',
      message: `the stage ${stage} needs a stage that needs ${stage}`,
      refusal: { kind: 'stage-loop', stage },
      hint: 'a stage can only copy from those that do not copy from it',
    }),
  ],
  [
    /unterminated heredoc/,
    () => ({
      code: 'build-failed',
      message: 'a heredoc (`<<`) has no end',
      refusal: { kind: 'open-heredoc' },
      hint: 'end it with a line that has nothing but its word',
    }),
  ],
];
