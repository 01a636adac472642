/**
 * The labels of docker compose, which other tools read. We write no others: what we make is what docker compose
 * would make, and projects can move both ways.
 */
const COMPOSE = 'com.docker.compose.';

/** What all labels of docker compose begin with. */
export const COMPOSE_LABELS = COMPOSE;

export const LABEL = {
  project: `${COMPOSE}project`,
  service: `${COMPOSE}service`,
  version: `${COMPOSE}version`,
  workingDir: `${COMPOSE}project.working_dir`,
  configFiles: `${COMPOSE}project.config_files`,
  environmentFile: `${COMPOSE}project.environment_file`,
  oneOff: `${COMPOSE}oneoff`,
  /** Of a one-off container: 64 random hexadecimal digits, of which its name has the first twelve. */
  slug: `${COMPOSE}slug`,
  /** Of the container of a hook: which kind it is. */
  hook: `${COMPOSE}hook`,
  containerNumber: `${COMPOSE}container-number`,
  /** Says which request made a container. Networks and volumes have none: what they are is compared itself. */
  configHash: `${COMPOSE}config-hash`,
  image: `${COMPOSE}image`,
  /** Of the images that are mounted: `target=id`, sorted, joined by commas. */
  imageVolumes: `${COMPOSE}image-volume-digest`,
  dependsOn: `${COMPOSE}depends_on`,
  replace: `${COMPOSE}replace`,
  network: `${COMPOSE}network`,
  volume: `${COMPOSE}volume`,
} as const;
