/**
 * The labels of docker compose, which other tools read. Invariant: gantry writes them as docker compose does, and beside them only labels
 * that docker compose does not look at, so docker compose and gantry adopt each other's projects.
 */
const COMPOSE = 'com.docker.compose.';

/** The prefix of all labels of docker compose. */
export const COMPOSE_LABELS = COMPOSE;

export const LABEL = {
  project: `${COMPOSE}project`,
  service: `${COMPOSE}service`,
  version: `${COMPOSE}version`,
  workingDir: `${COMPOSE}project.working_dir`,
  configFiles: `${COMPOSE}project.config_files`,
  environmentFile: `${COMPOSE}project.environment_file`,
  oneOff: `${COMPOSE}oneoff`,
  /** On a one-off: 64 random hexadecimal digits; its name has the first twelve. */
  slug: `${COMPOSE}slug`,
  /** The kind of hook, on the container of a hook. */
  hook: `${COMPOSE}hook`,
  containerNumber: `${COMPOSE}container-number`,
  /** The config hash of a container. Networks and volumes have none: their settings are compared directly. */
  configHash: `${COMPOSE}config-hash`,
  /**
   * gantry's own: the config hash and the files that were copied into the container, whose content docker compose's hash leaves out.
   * Absent: no file was copied, or docker compose made it.
   */
  filesHash: 'gantry.files-hash',
  image: `${COMPOSE}image`,
  /** The mounted images: `target=id`, sorted, joined by commas. */
  imageVolumes: `${COMPOSE}image-volume-digest`,
  dependsOn: `${COMPOSE}depends_on`,
  replace: `${COMPOSE}replace`,
  network: `${COMPOSE}network`,
  volume: `${COMPOSE}volume`,
  /**
   * gantry's own, on a container whose service has hooks that run at its start: a hash of each. Nothing else on the engine tells
   * what a container was started with.
   */
  hooks: 'gantry.hooks',
  /** gantry's own, on the ingress of a service alone: a hash of the request that made it. */
  ingress: 'gantry.ingress',
  /** gantry's own, on a container behind an ingress: how that talks to it, as the files say. Absent: they say nothing. */
  routes: 'gantry.routes',
  /** gantry's own, on a container that holds connections for a moment: the project. */
  hold: 'gantry.hold',
  /** gantry's own, on a container that never runs and gives access to a volume while that is copied: the name of the copy. */
  copies: 'gantry.copies',
  /** gantry's own, on an empty volume that is there while a copy is not whole: the name of the copy. */
  copying: 'gantry.copying',
  /** On the same: what is copied. */
  copyingFrom: 'gantry.copying.from',
  /** On the same: the containers that were stopped for it, by id. */
  copyingStopped: 'gantry.copying.stopped',
  /** gantry's own, on an empty volume that is there while a container is stopped for a copy: its id. */
  stopped: 'gantry.stopped',
  /** On the same: its name. */
  stoppedName: 'gantry.stopped.name',
  /** On the same: when it was started before. */
  stoppedStarted: 'gantry.stopped.started',
  /** gantry's own, on a service of a swarm that `stop` has left without tasks: how many it had. */
  stoppedReplicas: 'gantry.stopped.replicas',
  /**
   * gantry's own, on what is in the trash: the name that the volume had. On an empty volume it says so of that volume, which stays where it
   * is; on any other one, that its content is that of the volume. Such volumes have no label of docker compose, whose `down -v` would take them.
   */
  trash: 'gantry.trash',
  /** On the same: whose it was. */
  trashProject: 'gantry.trash.project',
  /** On the same: the command that threw it away. */
  trashBy: 'gantry.trash.by',
  /** On the same: for how many seconds it is kept. */
  trashKeep: 'gantry.trash.keep',
  /** On the same: when it was thrown away. Absent: when the volume with this label was made. */
  trashSince: 'gantry.trash.since',
  /** On the empty volume: when the other one was made. One of the same name that was made later is not in the trash. */
  trashCreated: 'gantry.trash.created',
  /** On the volume with the content: the labels of the one that had it, as JSON. */
  trashLabels: 'gantry.trash.labels',
  /** On what says so of an anonymous volume: the container that had it, and its path there. */
  trashContainer: 'gantry.trash.container',
  trashPath: 'gantry.trash.path',
  /** gantry's own, on a volume that was made of a backup and is to take the place of another one: the name of that. */
  restored: 'gantry.restored',
  /** gantry's own, on all that an instance has: its name. */
  instance: 'gantry.instance',
  /** The name of the project that the files describe. */
  instanceOf: 'gantry.instance.of',
  /** On a container: its published ports, as `instance/published-ports.ts` writes them. */
  instancePorts: 'gantry.instance.ports',
  /** When it may be removed: ISO 8601. Of several on one instance the last counts. */
  instanceExpires: 'gantry.instance.expires',
  /** How long it lives from the last `up` on, in seconds. */
  instanceTtl: 'gantry.instance.ttl',
  /** On an empty volume that only says until when an instance lives: labels of other things cannot be changed. */
  instanceMarker: 'gantry.instance.marker',
  /** Whose end is its end: `ownerText` of `model/instance.ts`. */
  instanceOwner: 'gantry.instance.owner',
} as const;

/** On the container of a task, by the engine that runs it for a swarm. */
export const SWARM_TASK = {
  id: 'com.docker.swarm.task.id',
  name: 'com.docker.swarm.task.name',
  service: 'com.docker.swarm.service.name',
} as const;

/**
 * The labels of `docker stack`. Whatever has the first belongs to the stack of that name, so its commands and gantry's work on the
 * same services.
 */
export const STACK = {
  namespace: 'com.docker.stack.namespace',
  /** On a service: its image as the file names it, before a digest was put to it. */
  image: 'com.docker.stack.image',
} as const;
