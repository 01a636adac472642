import { expect, test } from 'vitest';
import { explainRefusal } from '../../../src/engine/refusals/explain-refusal.ts';

const OCI =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';
const ID = '985da9187f01ee7f318b175abcad573762f18021f8b648322c07fa5177861dd3';

/** Messages as Docker Engine 26 and its neighbours sent them. */
test.each([
  [
    "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
    'not-a-manager',
    'this engine is a worker of its swarm: only managers know what the swarm runs',
  ],
  [
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    'not-a-manager',
    'this engine is not part of a swarm',
  ],
  [
    'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
    'not-a-manager',
    'this manager is locked since it was started, and knows nothing of its swarm',
  ],
  [
    'raft: failed to process the request: node lost leader status',
    'swarm-without-leader',
    'the swarm has no leader now: for a quorum, more than half of its managers have to be there',
  ],
  [
    `Conflict. The container name "/web" is already in use by container "${ID}". You have to remove (or rename) that container to be able to reuse that name.`,
    'name-taken',
    'the container name web is in use by container 985da9187f01',
  ],
  [
    'driver failed programming external connectivity on endpoint web (5dbe): Bind for 0.0.0.0:8093 failed: port is already allocated',
    'port-taken',
    'port 8093 of the host is published by another container already',
  ],
  [
    'driver failed programming external connectivity on endpoint web (5dbe): Bind for 127.0.0.1:8093 failed: port is already allocated',
    'port-taken',
    'port 8093 of 127.0.0.1 is published by another container already',
  ],
  [
    'driver failed programming external connectivity on endpoint web (5dbe): Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use',
    'port-taken',
    'port 80 of the host is in use by a program outside the engine',
  ],
  [
    'failed to set up container networking: driver failed programming external connectivity on endpoint web (5dbe): failed to bind host port 0.0.0.0:80/tcp: address already in use',
    'port-taken',
    'port 80 of the host is in use by a program outside the engine',
  ],
  [
    'invalid mount config for type "bind": bind source path does not exist: /nope/x y',
    'mount-source-missing',
    "what is to be mounted does not exist on the engine's machine: /nope/x y",
  ],
  [
    `${OCI}exec: "foo": executable file not found in $PATH: unknown`,
    'program-not-found',
    'the image has no program "foo"',
  ],
  [
    `${OCI}exec: "/nope": stat /nope: no such file or directory: unknown`,
    'program-not-found',
    'the image has no program "/nope"',
  ],
  [
    `${OCI}exec: "/run.sh": permission denied: unknown`,
    'program-not-found',
    '"/run.sh" may not be executed in the container',
  ],
  [
    'unable to find user bob: no matching entries in passwd file',
    'program-not-found',
    'the image has no user bob',
  ],
  ['No such image: app:1', 'image-not-found', 'the engine has no image app:1'],
  [
    "pull access denied for app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'image-not-found',
    'the registry denies access to image app: it does not exist, or you are not logged in',
  ],
  [
    'manifest for busybox:99 not found: manifest unknown: manifest unknown',
    'image-not-found',
    'the registry has no busybox:99',
  ],
  [
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    'image-not-found',
    'the image does not exist for linux/arm64/v8',
  ],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
    'registry-unreachable',
    'the engine cannot reach the registry registry-1.docker.io: dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
  ],
  [
    'Get "https://box:5000/v2/": http: server gave HTTP response to HTTPS client',
    'registry-unreachable',
    'the registry box:5000 uses plain HTTP, and the engine accepts only TLS from it',
  ],
  [
    'Get "https://box:5000/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'registry-unreachable',
    'the engine does not trust the certificate of the registry box:5000: certificate signed by unknown authority',
  ],
  [
    'Pool overlaps with other one on this address space',
    'subnet-taken',
    'the subnet of the network overlaps with that of another network',
  ],
  ['Address already in use', 'subnet-taken', 'the fixed IP address is given to another container already'],
  [`remove data: volume is in use - [${ID}]`, 'in-use', 'volume data is in use by container 985da9187f01'],
  [
    'error while removing network: network shop_back id f4dd has active endpoints',
    'in-use',
    'network shop_back is still joined by other containers',
  ],
  ['write /x: no space left on device', 'no-space', 'the disk of the engine is full'],
  [`No such container: ${ID}`, 'no-container', 'container 985da9187f01 does not exist any more'],
  ['Minimum memory limit allowed is 6MB', 'engine-refused', 'no container runs with less than 6MB of memory'],
  [
    'error looking up logging plugin x: plugin "x" not found',
    'engine-not-supported',
    'the engine has no log driver x',
  ],
  ['plugin "x" not found', 'engine-not-supported', 'the engine has no network driver x'],
  [
    'create p_data: error looking up volume plugin x: plugin "x" not found',
    'engine-not-supported',
    'the engine has no volume driver x',
  ],
  [
    'could not select device driver "nvidia" with capabilities: [[gpu]]',
    'engine-not-supported',
    'the engine has no driver nvidia to give containers a device with gpu',
  ],
  [
    `${OCI}error during container init: error setting rlimit type 7: operation not permitted: unknown`,
    'engine-refused',
    'the limit nofile is higher than the engine may set it',
  ],
  ['', 'engine-refused', 'the engine refused without saying why'],
  [
    'error mounting "/d/v/_data" to rootfs at "/data/cache": create mount destination for /data/cache mount: mkdirat /o/merged/data/cache: read-only file system',
    'engine-refused',
    'nothing can be mounted at /data/cache: the place is not there, and what is mounted around it is read-only',
  ],
  [
    "error while mounting volume '/d/volumes/p_data/_data': failed to mount local volume: mount /nosuch:/d/volumes/p_data/_data, flags: 0x1000: no such file or directory",
    'mount-source-missing',
    "the volume cannot be mounted: the engine's machine has no /nosuch",
  ],
  ['exec /job: exec format error', 'program-not-found', '"/job" is no program for this machine'],
  [
    'Unable to find group staff0: no matching entries in group file',
    'program-not-found',
    'the image has no group staff0',
  ],
  ['invalid CapAdd: unknown capability: "CAP_NET_ADMN"', 'engine-refused', 'there is no capability NET_ADMN'],
  [
    'unable to set memory limit to 8388608 (current usage: 13582336, peak usage: 13922304)',
    'engine-refused',
    'the container takes 14MB of memory to start, and may have 8MB',
  ],
  [
    'unknown: <HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY></BODY></HTML>',
    'image-not-found',
    'what answers is no registry: it sent a page, "404 Not Found"',
  ],
  ['container rootfs is marked read-only', 'engine-refused', 'the files of the container are read-only'],
  [
    "no available IPv4 addresses on this network's address pools: p_default (0af1)",
    'subnet-taken',
    'the subnet of network p_default has no IPv4 address left',
  ],
  [
    'failed to copy files: write /d/volumes/p_small/_data/busybox: no space left on device',
    'no-space',
    'volume p_small is full',
  ],
  [
    'invalid endpoint settings: * invalid IPv4 address: 10.0.0.999 * no configured subnet',
    'subnet-taken',
    '10.0.0.999 is no IPv4 address',
  ],
  [
    'OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd ("/nosuch") set in config.json failed: no such file or directory: unknown',
    'program-not-found',
    'the container cannot work in /nosuch: no such file or directory',
  ],
  ['invalid signal: SIGTREM', 'bad-usage', 'there is no signal SIGTREM'],
  ['wrong rlimit value: RLIMIT_NOFILES', 'engine-refused', 'there is no limit nofiles'],
  [
    'Requested CPUs are not available - requested 9, available: 0-1',
    'engine-refused',
    "the engine's machine has the processors 0-1, and 9 is wanted",
  ],
  [
    'invalid network config:\ninvalid subnet 10.0.0.1/24: it should be 10.0.0.0/24',
    'subnet-taken',
    '10.0.0.1/24 is an address within a subnet, and not a subnet',
  ],
  ['No such container: somebody', 'no-container', 'there is no container somebody'],
  [
    'cannot access path /d/volumes/p_data/_data/in/it: lstat /d/volumes/p_data/_data/in: no such file or directory',
    'mount-source-missing',
    'volume p_data has no in/it in it',
  ],
  [
    "error while mounting volume '/d/volumes/p_data/_data': failed to mount local volume: mount :/exports:/d/volumes/p_data/_data, data: addr=10.0.0.1: no such device",
    'engine-refused',
    'volume p_data cannot be mounted from :/exports with addr=10.0.0.1: no such device',
  ],
])('explainRefusal() says of %j what is wrong', (text, code, message) => {
  expect(explainRefusal(text)).toMatchObject({ code, message });
});

test('explainRefusal() looks for what the engine quotes, where it does not know what that means', () => {
  expect(explainRefusal('the flux of "capacitor" is wrong:\nsee \'manual\'')).toMatchObject({
    message: 'the flux of "capacitor" is wrong: see \'manual\'',
    about: {
      settings: [
        ['', 'capacitor'],
        ['', 'manual'],
      ],
    },
  });
});

test.each([
  ['invalid signal: SIGTREM', 'did you mean "SIGTERM"?'],
  ['wrong rlimit value: RLIMIT_NOFILES', 'did you mean "nofile"?'],
])('explainRefusal() says of %j what may have been meant', (text, hint) => {
  expect(explainRefusal(text)).toMatchObject({ hint });
});

test.each([
  [
    'Bind for 0.0.0.0:8080 failed: port is already allocated',
    { kind: 'port-published', port: '8080', host: 'the host' },
  ],
  ['invalid pool request: Pool overlaps with other one on this address space', { kind: 'subnet-overlaps' }],
  ['Address already in use', { kind: 'address-taken' }],
  ['unable to find user app: no matching entries in passwd file', { kind: 'no-user', user: 'app' }],
  ['exec: "bash": executable file not found in $PATH', { kind: 'no-program' }],
])('explainRefusal() says as fields what others can add to: %j', (text, refusal) => {
  expect(explainRefusal(text)).toMatchObject({ refusal });
});

test('explainRefusal() says of a container that runs what it would say of an image', () => {
  const subjects = { image: 'container web-1', container: 'container web-1' };

  expect(explainRefusal('exec: "bash": executable file not found in $PATH', subjects).message).toBe(
    'container web-1 has no program "bash"',
  );
  expect(
    explainRefusal('chdir to cwd ("/x") set in config.json failed: not a directory', subjects).message,
  ).toBe('container web-1 cannot work in /x: not a directory');
});
