import { chmodSync } from 'node:fs';
import { docker } from '../gantry.ts';
import { SELDOM } from '../patience.ts';
import { type Case, oneShot, probed, service } from './case.ts';

/** Others wait for a container in vain. */
export const WAITS: Readonly<Record<string, Case>> = {
  'a job ends with 1': { file: oneShot('echo applying 001.sql; sleep 0.3; echo no such table >&2; exit 1') },
  'a job cannot find its program (127)': { file: oneShot('migrate --all') },
  'a job may not run its program (126)': { file: oneShot('/etc/passwd') },
  'a job is killed (137)': { file: oneShot('kill -9 $$$$') },
  'a job runs out of memory (137)': {
    // An engine may never tell of a lack of memory that ended a container there and then.
    file: oneShot('tail /dev/zero; sleep 1; exit 137', ', mem_limit: 24m, memswap_limit: 24m'),
  },
  'a job crashes (139)': { file: oneShot('kill -SEGV $$$$') },
  'a job is asked to end (143)': { file: oneShot('kill -TERM $$$$; sleep 5') },
  'a job at the end of a chain fails': {
    file: `services:
  web: {image: busybox, command: sleep 1h, init: true, depends_on: {api: {condition: service_healthy}}}
  api: {image: busybox, command: sleep 1h, init: true, depends_on: {job: {condition: service_completed_successfully}}, healthcheck: {test: "true"}}
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
  'a job lacks a library': {
    file: oneShot(
      "echo 'app: error while loading shared libraries: libpq.so.5: cannot open shared object file' >&2; exit 127",
    ),
  },
  'a job is a script whose interpreter is not there': {
    file: oneShot('true')
      .replace('[sh, -c, "true"]', '[/job.sh], volumes: ["./job.sh:/job.sh"]')
      .replace('init: true, command: [/job', 'command: [/job'),
    files: { 'job.sh': '#!/bin/bash\necho done\n' },
    meanwhile: ({ folder }) => chmodSync(`${folder}/job.sh`, 0o755),
  },
  'a job may not write: read_only': { file: oneShot('echo 1 > /etc/pid', ', read_only: true') },
  'a job may not write: its mount is read-only': {
    file: oneShot('touch /data/in/pid', ', volumes: ["./data:/data:ro"]'),
    files: { 'data/in/a.txt': 'a' },
  },
  'a job may not write: its mount belongs to another': {
    file: oneShot('touch /data/pid', ', user: "4711", volumes: ["./data:/data"]'),
    files: { 'data/a.txt': 'a' },
  },
  'a job has no space left': {
    file: oneShot('dd if=/dev/zero of=/cache/x bs=1M count=1', ', tmpfs: ["/cache:size=64k"]'),
  },
  'a job looks for a host that is misspelt': {
    file: `${oneShot('wget -q -O- http://databse:5432/')}  database: {image: busybox, command: sleep 1h, init: true}\n`,
  },
  'a job looks for a service of another network': {
    file: `${oneShot('wget -q -O- http://database:5432/')}  database: {image: busybox, command: sleep 1h, init: true, networks: [data]}\nnetworks: {data: {}}\n`,
  },
  'a job comes too early': {
    file: `${oneShot('wget -q -O- http://database:5432/ 2>/dev/null || { echo connect to database:5432 failed: Connection refused; exit 1; }', ', depends_on: [database]')}  database: {image: busybox, command: sleep 1h, init: true}\n`,
  },
  'a job at the end of a chain of four fails, and two wait for it': {
    file: `services:
  web: {image: busybox, command: sleep 1h, init: true, depends_on: [api]}
  api: {image: busybox, command: sleep 1h, init: true, depends_on: {migrate: {condition: service_completed_successfully}}}
  worker: {image: busybox, command: sleep 1h, init: true, depends_on: {seed: {condition: service_completed_successfully}}}
  migrate: {image: busybox, command: "true", depends_on: {seed: {condition: service_completed_successfully}}}
  seed: {image: busybox, command: [sh, -c, "echo no rows; exit 1"]}
`,
  },
  'a dependency has become unhealthy': {
    file: `services:
  app: {image: busybox, command: sleep 1h, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, command: sleep 1h, init: true, volumes: ["./disk:/disk"], healthcheck: {test: "test -f /disk/ok || { echo lost the disk; exit 1; }", interval: 500ms, retries: 1}}
`,
    files: { 'disk/ok': '' },
    before: ['up -d --wait db', 'exec -T db rm /disk/ok'],
    meanwhile: ({ project }) => untilUnhealthy(`${project}-db-1`),
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
  app: {image: busybox, command: sleep 1h, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, command: sleep 1h, init: true}
`,
  },
  'a service ends before it is healthy': {
    file: probed('test: "true"').replace(
      'db: {image: busybox, command: sleep 1h',
      'db: {image: busybox, command: "false"',
    ),
  },
  'up --wait: the time is over': {
    file: service(
      'command: sleep 1h, healthcheck: {test: "echo not yet; exit 1", interval: 500ms, retries: 1000}',
    ),
    words: 'up --wait --wait-timeout 12',
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
    words: 'up --wait --wait-timeout 12',
    // Whether it runs just then is chance.
    once: true,
  },
  'up --wait: a service runs through its start period': {
    file: service(
      'command: [sh, -c, "echo loading; sleep 1h"], init: true, healthcheck: {test: "test -f /ready", interval: 500ms, start_interval: 500ms, start_period: 60s}',
    ),
    words: 'up --wait --wait-timeout 12',
  },
  'up --wait: the time is over, and a job runs on': {
    file: oneShot('echo half of it; sleep 1h'),
    words: 'up --wait --wait-timeout 12',
  },
  'up --wait: somebody removes the container': {
    file: service('command: sleep 1h, healthcheck: {test: "exit 1", interval: 500ms, retries: 1000}'),
    words: 'up --wait',
    during: { text: 'Waiting', act: ({ project }) => void docker('rm', '-f', `${project}-app-1`) },
    once: true,
  },
};

async function untilUnhealthy(container: string): Promise<void> {
  while (docker('inspect', '--format', '{{.State.Health.Status}}', container) !== 'unhealthy')
    await new Promise((later) => setTimeout(later, SELDOM.interval));
}
