/**
 * The labels of docker compose, which other tools read. We write no others: what we make is what docker compose
 * would make, and projects can move both ways.
 */
const COMPOSE = 'com.docker.compose.';

export const LABEL = {
  project: `${COMPOSE}project`,
  service: `${COMPOSE}service`,
  version: `${COMPOSE}version`,
  workingDir: `${COMPOSE}project.working_dir`,
  configFiles: `${COMPOSE}project.config_files`,
  environmentFile: `${COMPOSE}project.environment_file`,
  oneOff: `${COMPOSE}oneoff`,
  containerNumber: `${COMPOSE}container-number`,
  /** Says which request made a container. Networks and volumes have none: what they are is compared itself. */
  configHash: `${COMPOSE}config-hash`,
  image: `${COMPOSE}image`,
  dependsOn: `${COMPOSE}depends_on`,
  replace: `${COMPOSE}replace`,
  network: `${COMPOSE}network`,
  volume: `${COMPOSE}volume`,
} as const;
