import { freePort, freeSubnet } from '../free-addresses.ts';
import { docker, removeFromEngine, type Workspace } from '../gantry.ts';
import { type Case, removeOther, service } from './case.ts';

const PORTS = { empty: await freePort(), noRegistry: await freePort(), closed: await freePort() };
const SUBNET = await freeSubnet();

/** Something like a registry, on the machine of the engine: it has nothing, or lets nobody in, or is none. */
function startRegistry({ project }: Workspace, port: number, config: string): void {
  const serve = `mkdir -p /w/v2; echo {} >/w/v2/index.html; echo manifest unknown >/w/unknown; echo "${config}" >/c; httpd -f -p ${port} -h /w -c /c`;
  const run = ['run', '-d', '--init', '--network', 'host', '--name', `${project}-other`];
  docker(...run, 'busybox', 'sh', '-c', serve);
  while (!docker('exec', `${project}-other`, 'netstat', '-ltn').includes(`:${port} `));
}

const built = (dockerfile: string): Case => ({
  file: 'services: {app: {build: .}}\n',
  files: { Dockerfile: dockerfile, 'package.json': '{}', 'src/main.js': '' },
  words: 'build',
});

/** An image cannot be had. */
export const IMAGES: Readonly<Record<string, Case>> = {
  'an image is nowhere': {
    file: service('command: sleep 1h').replace('busybox', 'localhost:9/team/nosuch:1'),
  },
  'pull: no registry answers': {
    file: service('command: sleep 1h').replace('busybox', 'localhost:9/team/nosuch:1'),
    words: 'pull',
  },
  'pull: the registry has no such image': {
    file: service('command: sleep 1h').replace('busybox', `localhost:${PORTS.empty}/team/app:1`),
    meanwhile: (workspace) => startRegistry(workspace, PORTS.empty, 'E404:/w/unknown'),
    afterwards: removeOther,
    words: 'pull',
  },
  'pull: what answers is no registry': {
    file: service('command: sleep 1h').replace('busybox', `localhost:${PORTS.noRegistry}/team/app:1`),
    meanwhile: (workspace) => startRegistry(workspace, PORTS.noRegistry, ''),
    afterwards: removeOther,
    words: 'pull',
  },
  'pull: the registry wants to know who asks': {
    file: service('command: sleep 1h').replace('busybox', `localhost:${PORTS.closed}/team/app:1`),
    meanwhile: (workspace) => startRegistry(workspace, PORTS.closed, '/v2:bob:pw'),
    afterwards: removeOther,
    words: 'pull',
  },
  'pull: the registry speaks without TLS': {
    file: service('command: sleep 1h').replace('busybox', `${SUBNET}.9:5000/team/app:1`),
    // The engine does without TLS for addresses of its own machine only.
    meanwhile: (workspace) => {
      docker('network', 'create', '--subnet', `${SUBNET}.0/24`, `${workspace.project}-other`);
      const run = ['run', '-d', '--init', '--network', `${workspace.project}-other`, '--ip', `${SUBNET}.9`];
      docker(...run, '--name', `${workspace.project}-other`, 'busybox', 'httpd', '-f', '-p', '5000');
      while (!docker('exec', `${workspace.project}-other`, 'netstat', '-ltn').includes(':5000 '));
    },
    afterwards: async (workspace) => {
      await removeOther(workspace);
      await removeFromEngine(`/networks/${workspace.project}-other`);
    },
    words: 'pull',
  },
  'an image may not be pulled': { file: service('pull_policy: never').replace('busybox', 'gt-nosuch:1') },
  'an image has no valid name': { file: service('command: sleep 1h').replace('busybox', 'Bad:Name:1') },
  'an image is for another machine': {
    file: service('command: sleep 1h, pull_policy: never, platform: linux/s390x'),
  },
  'a step of a build fails': {
    file: 'services: {app: {build: {context: ., dockerfile_inline: "FROM busybox\\nRUN echo compiling && exit 4"}}}\n',
  },
  'build: a step fails in a Dockerfile': built(
    'FROM busybox\nWORKDIR /app\nRUN echo compiling >&2 \\\n && echo main.c:3 error >&2 \\\n && exit 4\n',
  ),
  'build: a file is not in the context': built('FROM busybox\nCOPY pakage.json /app/\n'),
  'build: a file is left out by .dockerignore': {
    ...built('FROM busybox\nCOPY package.json /app/\n'),
    files: {
      Dockerfile: 'FROM busybox\nCOPY package.json /app/\n',
      'package.json': '{}',
      '.dockerignore': '*.json\n',
    },
  },
  'build: the Dockerfile has an unknown instruction': built('FROM busybox\n\nRUNN echo\n'),
  'build: the base image is nowhere': built('FROM localhost:9/nosuch:1\nRUN true\n'),
  'build: the stage does not exist': {
    ...built('FROM busybox AS base\n'),
    file: 'services: {app: {build: {context: ., target: bsae}}}\n',
  },
  'build: a step fails that has secrets in it': {
    ...built(
      'FROM busybox\nARG DB_PASSWORD\nENV API_TOKEN=abcdef\nRUN echo --password=hunter22 "$DB_PASSWORD" && exit 3\n',
    ),
    file: 'services: {app: {build: {context: ., args: {DB_PASSWORD: correct-horse}}}}\n',
  },
  'build: a step has no such user': built('FROM busybox\nUSER app\nRUN true\n'),
  'build: a step lacks a secret': built(
    'FROM busybox\nRUN --mount=type=secret,id=token,required=true cat /run/secrets/token\n',
  ),
  'build: a step lacks an SSH agent': built('FROM busybox\nRUN --mount=type=ssh ssh-add -l\n'),
  'build: the base image is empty': built('ARG BASE\nFROM $BASE\n'),
  'build: there is no FROM': built('RUN true\n'),
  'build: the Dockerfile is empty': built(''),
  'build: a file is above the context': built('FROM busybox\nCOPY ../shared.json /app/\n'),
  'build: a download fails': built('FROM busybox\nADD http://localhost:9/x.tgz /x\n'),
  'build: two stages copy from one another': built(
    'FROM busybox AS a\nCOPY --from=b /etc/passwd /p\nFROM busybox AS b\nCOPY --from=a /etc/passwd /q\n',
  ),
  'build: a heredoc has no end': built('FROM busybox\nCOPY <<END /x\nhello\n'),
  'build: an option of the Dockerfile is wrong': built('FROM busybox\nHEALTHCHECK --interval=3 CMD true\n'),
  'build: another context is not there': {
    ...built('FROM busybox\n'),
    file: 'services: {app: {build: {context: ., additional_contexts: {shared: ./nosuch}}}}\n',
  },
  'build: a network cannot be used': {
    ...built('FROM busybox\nRUN true\n'),
    file: 'services: {app: {build: {context: ., network: nosuch}}}\n',
  },
  'build: a repository cannot be fetched': {
    file: 'services: {app: {build: "https://localhost:9/x/y.git"}}\n',
    words: 'build',
  },
  'build: a secret has no file': {
    ...built('FROM busybox\n'),
    file: 'services: {app: {build: {context: ., secrets: [token]}}}\nsecrets: {token: {file: ./nosuch.txt}}\n',
    makesNothing: true,
  },
  'there is no Dockerfile': { file: 'services: {app: {build: .}}\n' },
  'there is no build context': { file: 'services: {app: {build: ./nosuch}}\n' },
};
