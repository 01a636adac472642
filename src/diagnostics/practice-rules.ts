/** What `check` knows from practice. docs/check.md has a section for each, and a test compares it with this list. */
export const PRACTICE_RULES = [
  // the Compose file and the Dockerfile together
  'target-missing',
  'build-arg-unused',
  'build-arg-secret',
  'health-missing',
  'volume-hides-image',
  'volume-root-owned',
  'anonymous-volume',
  'stop-lost',
  'bases-differ',
  'port-not-exposed',
  // Dockerfile
  'base-not-pinned',
  'image-latest',
  'bad-stage-name',
  'runs-as-root',
  'shell-form-main',
  'secret-in-arg-env',
  'secret-file-copied',
  'copy-ignored',
  'context-waste',
  'deps-after-source',
  'package-index-kept',
  'language-cache-kept',
  'apt-recommends',
  'index-update-alone',
  'interactive-install',
  'add-local',
  'workdir-relative',
  'repeated-instruction',
  'volume-then-write',
  'pipefail',
  'heredoc-no-errexit',
  'undefined-arg',
  'legacy-syntax',
  'platform-constant',
  // Compose
  'literal-secret',
  'host-power',
  'port-all-addresses',
  'no-memory-limit',
  'log-unbounded',
  'no-restart',
  'fixed-name',
  'order-without-health',
  'bind-outside-project',
  // the images on the engine, with --images
  'secret-in-layer',
  'health-tool-missing',
  'secret-unreadable',
  'chown-duplicates',
  'layer-waste',
  'build-tools-in-final',
  'setuid-added',
  'size-jump',
  'labels-missing',
  'not-reproducible',
] as const;

/** The newest set of rules. A rule that comes later, or finds more than before, belongs to the next one. */
export const RULE_SET = 1;

export type PracticeRule = (typeof PRACTICE_RULES)[number];

export const isPracticeRule = (name: string): name is PracticeRule =>
  PRACTICE_RULES.some((rule) => rule === name);
