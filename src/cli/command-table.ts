import type { MakeCommand } from './context/cli.ts';
import { COMMANDS, type CommandName } from './context/command-names.ts';

/** Loads a command only when it is called: start-up pays for nothing else. */
type LoadCommand = () => Promise<MakeCommand>;

/** Every command has its own file in `commands/`. A name that is missing here does not compile. */
const LOAD_COMMAND: { readonly [name in CommandName]: LoadCommand } = {
  up: async () => (await import('./commands/up.ts')).up.command,
  down: async () => (await import('./commands/down.ts')).down.command,
  start: async () => (await import('./commands/start.ts')).start.command,
  stop: async () => (await import('./commands/stop.ts')).stop.command,
  restart: async () => (await import('./commands/restart.ts')).restart.command,
  dev: async () => (await import('./commands/dev.ts')).dev.command,
  watch: async () => (await import('./commands/watch.ts')).watch.command,
  create: async () => (await import('./commands/create.ts')).create.command,
  pause: async () => (await import('./commands/pause.ts')).pause.command,
  unpause: async () => (await import('./commands/unpause.ts')).unpause.command,
  kill: async () => (await import('./commands/kill.ts')).kill.command,
  rm: async () => (await import('./commands/rm.ts')).rm.command,
  gc: async () => (await import('./commands/gc.ts')).gcCommand,
  scale: async () => (await import('./commands/scale.ts')).scale.command,
  run: async () => (await import('./commands/run.ts')).run.command,
  exec: async () => (await import('./commands/exec.ts')).execCommand,
  attach: async () => (await import('./commands/attach.ts')).attachCommand,
  trash: async () => (await import('./commands/trash.ts')).trashCommand,
  build: async () => (await import('./commands/build.ts')).build.command,
  pull: async () => (await import('./commands/pull.ts')).pull.command,
  bundle: async () => (await import('./commands/bundle.ts')).bundleCommand,
  'ingress-image': async () => (await import('./commands/ingress-image.ts')).ingressImageCommand,
  unbundle: async () => (await import('./commands/unbundle.ts')).unbundleCommand,
  prune: async () => (await import('./commands/prune.ts')).prune.command,
  push: async () => (await import('./commands/push.ts')).push.command,
  lock: async () => (await import('./commands/lock.ts')).lockCommand,
  publish: async () => (await import('./commands/publish.ts')).publish.command,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  apply: async () => (await import('./commands/apply.ts')).applyCommand,
  drift: async () => (await import('./commands/drift.ts')).driftCommand,
  test: async () => (await import('./commands/test.ts')).testCommand,
  why: async () => (await import('./commands/why.ts')).whyCommand,
  ci: async () => (await import('./commands/ci.ts')).ciCommand,
  affected: async () => (await import('./commands/affected.ts')).affectedCommand,
  outdated: async () => (await import('./commands/outdated.ts')).outdatedCommand,
  ps: async () => (await import('./commands/ps.ts')).psCommand,
  ls: async () => (await import('./commands/ls.ts')).lsCommand,
  logs: async () => (await import('./commands/logs.ts')).logsCommand,
  top: async () => (await import('./commands/top.ts')).topCommand,
  stats: async () => (await import('./commands/stats.ts')).statsCommand,
  events: async () => (await import('./commands/events.ts')).eventsCommand,
  port: async () => (await import('./commands/port.ts')).portCommand,
  url: async () => (await import('./commands/url.ts')).urlCommand,
  open: async () => (await import('./commands/open.ts')).openCommand,
  images: async () => (await import('./commands/images.ts')).imagesCommand,
  volumes: async () => (await import('./commands/volumes.ts')).volumesCommand,
  wait: async () => (await import('./commands/wait.ts')).waitCommand,
  cp: async () => (await import('./commands/cp.ts')).cp.command,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  commit: async () => (await import('./commands/commit.ts')).commit.command,
  graph: async () => (await import('./commands/graph.ts')).graphCommand,
  viz: async () => (await import('./commands/viz.ts')).vizCommand,
  alpha: async () => (await import('./commands/alpha.ts')).alphaCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  convert: async () => (await import('./commands/config.ts')).configCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  version: async () => (await import('./commands/version.ts')).versionCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  upgrade: async () => (await import('./commands/upgrade.ts')).upgradeCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
  __complete: async () => (await import('./commands/complete.ts')).completeCommand,
  __completeNoDesc: async () => (await import('./commands/complete.ts')).completeNoDescCommand,
};

/** undefined: there is no command of this name. */
export async function loadCommand(name: string): Promise<MakeCommand | undefined> {
  const command = COMMANDS.find((known) => known.name === name);
  return command && LOAD_COMMAND[command.name]();
}
