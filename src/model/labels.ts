/**
 * The labels of docker compose, which other tools read, and our own.
 * Source: reference of docker compose's labels; theirs keep their names so that projects can move both ways.
 */
const COMPOSE = 'com.docker.compose.';
const OWN = 'gantry.';

export const LABEL = {
  project: `${COMPOSE}project`,
  service: `${COMPOSE}service`,
  version: `${COMPOSE}version`,
  workingDir: `${COMPOSE}project.working_dir`,
  configFiles: `${COMPOSE}project.config_files`,
  environmentFile: `${COMPOSE}project.environment_file`,
  oneOff: `${COMPOSE}oneoff`,
  containerNumber: `${COMPOSE}container-number`,
  configHash: `${COMPOSE}config-hash`,
  image: `${COMPOSE}image`,
  dependsOn: `${COMPOSE}depends_on`,
  replace: `${COMPOSE}replace`,
  network: `${COMPOSE}network`,
  volume: `${COMPOSE}volume`,
  /** Hash of the create request that made the object. */
  requestHash: `${OWN}request-hash`,
} as const;
