import { chmodSync } from 'node:fs';
import { docker } from '../gantry.ts';
import { type Case, oneShot, probed, service } from './case.ts';

/** Others wait for a container in vain. */
export const WAITS: Readonly<Record<string, Case>> = {
  'a job ends with 1': { file: oneShot('echo applying 001.sql; sleep 0.3; echo no such table >&2; exit 1') },
  'a job cannot find its program (127)': { file: oneShot('migrate --all') },
  'a job may not run its program (126)': { file: oneShot('/etc/passwd') },
  'a job is killed (137)': { file: oneShot('kill -9 $$$$') },
  'a job runs out of memory (137)': {
    file: oneShot('tail /dev/zero', ', mem_limit: 24m, memswap_limit: 24m'),
  },
  'a job crashes (139)': { file: oneShot('kill -SEGV $$$$') },
  'a job is asked to end (143)': { file: oneShot('kill -TERM $$$$; sleep 5') },
  'a job at the end of a chain fails': {
    file: `services:
  web: {image: busybox, command: sleep 60, init: true, depends_on: {api: {condition: service_healthy}}}
  api: {image: busybox, command: sleep 60, init: true, depends_on: {job: {condition: service_completed_successfully}}, healthcheck: {test: "true"}}
  job: {image: busybox, init: true, command: [sh, -c, exit 3]}
`,
  },
  'a job writes its password': {
    file: oneShot(
      'echo cannot log in with $$DB_PASSWORD; exit 1',
      ', environment: {DB_PASSWORD: correct-horse}',
    ),
  },
  'a job is not for this machine': {
    file: oneShot('true')
      .replace('[sh, -c, "true"]', '[/job], volumes: ["./job:/job"]')
      .replace('init: true, command: [/job]', 'command: [/job]'),
    files: { job: 'no program' },
    meanwhile: ({ folder }) => chmodSync(`${folder}/job`, 0o755),
  },
  'a probe fails': { file: probed('test: "echo connection refused; exit 1"') },
  'a probe fails, in a project of flags': {
    file: probed('test: "echo connection refused; exit 1"'),
    words: '-f compose.yaml -p PROJECT --profile dev up -d',
  },
  'a probe has no program': { file: probed('test: [CMD, pg_isready]') },
  'a probe has no program (127)': { file: probed('test: pg_isready -U app') },
  'a probe takes too long': { file: probed('test: sleep 30, timeout: 200ms') },
  'there is no probe': {
    file: `services:
  app: {image: busybox, command: sleep 60, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, command: sleep 60, init: true}
`,
  },
  'a service ends before it is healthy': {
    file: probed('test: "true"').replace(
      'db: {image: busybox, command: sleep 60',
      'db: {image: busybox, command: "false"',
    ),
  },
  'up --wait: the time is over': {
    file: service(
      'command: sleep 60, healthcheck: {test: "echo not yet; exit 1", interval: 100ms, retries: 1000}',
    ),
    words: 'up --wait --wait-timeout 1',
  },
  'up --wait: a service ends': {
    file: service(
      'command: [sh, -c, "echo no config >&2; sleep 0.3; exit 3"], healthcheck: {test: "exit 1", interval: 10s}',
    ),
    words: 'up --wait',
  },
  'up --wait: a service restarts again and again': {
    file: service(
      'command: [sh, -c, "echo no config >&2; exit 3"], restart: always, healthcheck: {test: "exit 1", interval: 10s}',
    ),
    words: 'up --wait --wait-timeout 2',
    // Whether it runs just then is chance.
    once: true,
  },
  'up --wait: somebody removes the container': {
    file: service('command: sleep 60, healthcheck: {test: "exit 1", interval: 100ms, retries: 1000}'),
    words: 'up --wait',
    during: { text: 'Waiting', act: ({ project }) => void docker('rm', '-f', `${project}-app-1`) },
    once: true,
  },
};
