import { describe, expect, test } from 'vitest';
import { loadFiles, problemsOf } from '../../support/load-files.ts';

const say = async (text: string, profiles: readonly string[] = []) => problemsOf(text, { profiles });

describe('checkRules()', () => {
  test('names a dependency that is not declared, with the nearest one that is', async () => {
    expect(await say('services:\n  web: {image: x, depends_on: [dbb]}\n  db: {image: x}\n')).toEqual([
      'compose.yaml:2:32 unknown-dependency «dbb» service "web" needs "dbb", which is not declared (did you mean "db"?)',
    ]);
  });

  test('says which port keeps a service that is updated start-first from having an ingress', async () => {
    const text = (order: string) => `services:
  web:
    image: x
    expose: ["80", "65000"]
    ports: ["8080:64999", "64998"]
    deploy: {update_config: {order: ${order}}}
`;
    const why =
      'service "web" gets no ingress, so requests fail when it is updated: an ingress has the ports from 64999 on for itself';
    const hint = '(have the container listen on a port below 64999)';
    expect(await say(text('start-first'))).toEqual([
      `compose.yaml:4:20 no-effect warning «"65000"» ${why}, and cannot carry 65000 ${hint}`,
      `compose.yaml:5:13 no-effect warning «"8080:64999"» ${why}, and cannot carry 64999 ${hint}`,
    ]);
    expect(await say(text('stop-first'))).toEqual([]);
  });

  test('says which ports are too many for the ingress of a service', async () => {
    const text = (expose: string) => `services:
  web:
    image: x
    expose: ${expose}
    ports: ["8080:80"]
    deploy: {update_config: {order: start-first}}
`;
    expect(await say(text('["80", "1-60000"]'))).toEqual([
      'compose.yaml:4:20 no-effect warning «"1-60000"» service "web" gets no ingress, so requests fail when it is updated: an ingress carries 536 ports at most, and it has 60000 (name only the ports that clients use)',
    ]);
    expect(await say(text('["81-615"]'))).toEqual([]);
    expect(await say(text('["81-616"]'))).toHaveLength(1);
    expect(await say(text('["1-60000/udp"]'))).toEqual([]);
  });

  test('finds the service in every attribute that names one', async () => {
    const text = `services:
  a: {image: x, links: ["no1:alias"]}
  b: {image: x, network_mode: "service:no2"}
  c: {image: x, volumes_from: ["no3:ro"]}
  d: {image: x, pid: "service:no4"}
`;
    const problems = await say(text);
    expect(problems.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
      'unknown-dependency «no1»',
      'unknown-dependency «no2»',
      'unknown-dependency «no3»',
      'unknown-dependency «no4»',
    ]);
  });

  test('checks the inputs that x-gantry of a service names', async () => {
    const text = `services:
  web: {image: x, x-gantry: {inputs: shared}}
  api: {image: x, x-gantry: {inputs: [shared, 5]}}
x-gantry: {inputs: [shared]}
`;
    const hint = '(write "inputs: [../shared, proto/api.proto]"; a folder stands for all that is in it)';

    expect(await say(text)).toEqual([
      `compose.yaml:2:38 bad-value «shared» inputs is a list of paths ${hint}`,
      `compose.yaml:3:47 bad-value «5» an input is a path ${hint}`,
      expect.stringMatching(
        /^compose.yaml:4:12 unknown-attribute «inputs» unknown attribute "inputs" in x-gantry of the project/,
      ),
    ]);
  });

  test('checks what x-gantry says of what runs the project', async () => {
    expect(
      await say('services: {web: {image: x, x-gantry: {on: swarm}}}\nx-gantry: {on: kubernetes}\n'),
    ).toEqual([
      expect.stringMatching(/unknown-attribute «on» unknown attribute "on" in x-gantry of a service/),
      'compose.yaml:2:16 bad-value «kubernetes» on is engine or swarm: what runs the project (write "x-gantry: {on: swarm}")',
    ]);
  });

  test('checks the addresses that x-gantry has of nodes', async () => {
    const text = `services: {web: {image: x}}
x-gantry:
  nodes:
    node2: ssh://me@host
    node3: me@host
`;
    expect(await say(text)).toEqual([
      'compose.yaml:5:12 bad-value «me@host» the engine of node node3 needs an address (write it as ssh://user@host, tcp://host:port or unix:///path/to/docker.sock)',
    ]);
    expect(await say('services: {web: {image: x}}\nx-gantry: {nodes: [node2]}\n')).toEqual([
      expect.stringMatching(/^compose.yaml:2:19 bad-value .* nodes is a mapping of nodes/),
    ]);
  });

  test('says which profile switches a dependency off, unless it is not required', async () => {
    const text = `services:
  web: {image: x, depends_on: {db: {condition: service_started}}}
  api: {image: x, depends_on: {db: {condition: service_started, required: false}}}
  db: {image: x, profiles: [store]}
`;
    expect(await say(text)).toEqual([
      'compose.yaml:2:32 disabled-dependency «db» service "web" needs "db", which its profiles switch off (store) (activate it with --profile store, or write "required: false")',
    ]);
    expect(await say(text, ['store'])).toEqual([]);
  });

  test('names a cycle end to end, once, at the edge that closes it', async () => {
    const text = `services:
  a: {image: x, depends_on: [b]}
  b: {image: x, depends_on: [c]}
  c: {image: x, links: [a]}
  d: {image: x, depends_on: [a, d]}
`;
    expect(await say(text)).toEqual([
      'compose.yaml:4:25 dependency-cycle «a» these services need one another: a → b → c → a (remove one of these dependencies)',
      'compose.yaml:5:33 dependency-cycle «d» service "d" needs itself (remove it)',
    ]);
  });

  test('wants an image or a build, but not of a service whose image is wrong or that is switched off', async () => {
    const text = `services:
  web: {command: x}
  api: {image: [x]}
  off: {profiles: [p]}
`;
    const problems = await say(text);
    expect(problems.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'compose.yaml:2:3 no-image-or-build',
      'compose.yaml:3:16 wrong-type',
    ]);
  });

  test('names networks, volumes, secrets and configs that are not declared, where they are used', async () => {
    const text = `services:
  web:
    image: x
    networks: [frnt]
    volumes: ["dta:/data:ro", "foo/bar:/x", {type: volume, source: lg, target: /l}]
    secrets: [tken]
    configs: [{source: cfgg}]
    build: {context: ., secrets: [nope]}
networks: {front: }
volumes: {data: }
secrets: {token: {file: t}}
configs: {cfg: {file: c}}
`;
    expect(await say(text)).toEqual([
      'compose.yaml:4:16 unknown-network «frnt» service "web" uses the network "frnt", which is not declared (did you mean "front"?)',
      'compose.yaml:5:16 unknown-volume «dta» service "web" uses the volume "dta", which is not declared (did you mean "data"?)',
      'compose.yaml:5:32 unknown-volume «foo/bar» service "web" uses the volume "foo/bar", which is not declared (a folder of the host starts with ./ or /: write "./foo/bar")',
      'compose.yaml:5:68 unknown-volume «lg» service "web" uses the volume "lg", which is not declared (there is only data)',
      'compose.yaml:6:15 unknown-secret «tken» service "web" uses the secret "tken", which is not declared (did you mean "token"?)',
      'compose.yaml:7:24 unknown-config «cfgg» service "web" uses the config "cfgg", which is not declared (did you mean "cfg"?)',
      'compose.yaml:8:35 unknown-secret «nope» service "web" uses the secret "nope", which is not declared (there is only token)',
    ]);
  });

  test('refuses attributes that contradict each other', async () => {
    const text = `services:
  a: {image: x, network_mode: host, networks: [n]}
  b: {image: x, container_name: same, scale: 2, deploy: {replicas: 3}}
  c: {image: x, container_name: same}
  d: {build: {dockerfile: a, dockerfile_inline: FROM x}}
  e: {image: x, tmpfs: /t, volumes: ["./x:/t"]}
networks: {n: }
`;
    const problems = await say(text);
    expect(problems.map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'compose.yaml:2:17 conflicting-attributes «network_mode» service "a" has both "network_mode" and "networks"',
      'compose.yaml:3:17 conflicting-attributes «container_name» service "b" runs 2 containers, which cannot all be called "same"',
      'compose.yaml:3:46 conflicting-attributes «2» service "b": "scale" and "deploy.replicas" say different things',
      'compose.yaml:4:33 duplicate-container-name «same» the services "b" and "c" both call their container "same"',
      'compose.yaml:5:30 conflicting-attributes «dockerfile_inline» the build of service "d" has both "dockerfile" and "dockerfile_inline"',
      'compose.yaml:6:24 duplicate-target «/t» service "e" mounts both a tmpfs and something else at /t',
    ]);
  });

  test('wants one source of a secret or config, and nothing beside "external"', async () => {
    const text = `services:
  web: {image: x, secrets: [a, b, c], volumes: ["v0:/v"], networks: [n]}
networks: {n: {external: true, driver: bridge}}
volumes: {v0: {external: true, name: mine, driver: local}}
secrets:
  a: {file: x, environment: Y}
  b: {labels: {x: y}}
  c: {external: true}
`;
    const problems = await say(text);
    expect(problems.map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'compose.yaml:3:32 no-effect warning «driver» the network "n" is external, so "driver" has no effect',
      'compose.yaml:4:44 conflicting-attributes «driver» the volume "v0" is external, so "driver" has no effect',
      'compose.yaml:6:16 conflicting-attributes «environment» the secret "a" has 2 sources: file, environment',
      'compose.yaml:7:3 missing-attribute «b» the secret "b" does not say where its content comes from',
    ]);
  });

  test('warns of what is declared and never used, also not by a service that is switched off', async () => {
    const text = `version: "3"
services:
  web: {image: x}
  off: {image: x, profiles: [p], networks: [back]}
networks: {back: , spare: }
volumes: {data: }
`;
    expect(await say(text)).toEqual([
      'compose.yaml:1:1 obsolete-attribute warning «version» "version" is obsolete and has no effect (remove it)',
      'compose.yaml:5:20 no-effect warning «spare» no service uses the network "spare", so it is not created (remove it, or name it at a service)',
      'compose.yaml:6:11 no-effect warning «data» no service uses the volume "data", so it is not created (remove it, or name it at a service)',
    ]);
  });

  test('does not call a network unused when a name is not known', async () => {
    const problems = await say('services: {web: {image: x, networks: [frnt]}}\nnetworks: {front: }\n');
    expect(problems).toHaveLength(1);
  });
});

describe('what is told only to who asks', () => {
  const text = `services:
  web: {image: x, depends_on: {db: {condition: service_healthy}, q: {condition: service_healthy}}}
  db: {image: "registry/postgres:16@sha256:0", ports: [5432, "5432:5432/udp"]}
  q: {image: x, healthcheck: {test: [NONE]}}
`;
  const codes = (problems: readonly string[]) =>
    problems.map((line) => line.split(' ').slice(0, 2).join(' '));

  test('is nothing that breaks a promise of the file', async () => {
    expect(codes(await problemsOf(text))).toEqual(['compose.yaml:2:66 no-healthcheck']);
  });

  test('is a healthcheck that only the image can have, and a database that all networks reach', async () => {
    expect(codes(await problemsOf(text, { options: { lint: true } }))).toEqual([
      'compose.yaml:2:32 no-healthcheck',
      'compose.yaml:2:66 no-healthcheck',
      'compose.yaml:3:62 open-port',
    ]);
  });
});

describe('what has no effect', () => {
  const problems = async (attributes: string, lint = false, forSwarm = false) =>
    problemsOf(`services: {web: {image: x, ${attributes}}}`, { options: { lint, forSwarm } });

  test.each([
    ['credential_spec: {file: x}', 'credential_spec'],
    ['healthcheck: {test: "true", start_interval: 1s}', 'healthcheck.start_interval'],
    ['network_mode: none, mac_address: "02:00:00:00:00:01"', 'mac_address'],
    ['deploy: {restart_policy: {condition: any, max_attempts: 3}}', 'deploy.restart_policy.max_attempts'],
    [
      'volumes: [{type: bind, source: /a, target: /a, bind: {selinux: z, create_host_path: false}}]',
      'volumes.bind.selinux',
    ],
  ])('is told by name and place: %s', async (attributes, name) => {
    const [problem = ''] = await problems(attributes);
    expect(problem).toMatch(/^compose.yaml:1:\d+ no-effect warning «\w+» /);
    expect(problem).toContain(`service "web": "${name}" has no effect`);
  });

  test('in an engine, but has one in a swarm, is told to who asks', async () => {
    const deploy =
      'deploy: {mode: global, placement: {constraints: [a==b]}, endpoint_mode: vip, labels: {a: b}}';
    expect(await problems(deploy)).toEqual([]);
    expect(await problems(deploy, true)).toHaveLength(4);
    expect(await problems(deploy, true, true)).toEqual([]);
  });

  test('is not said of what has one', async () => {
    const right =
      'healthcheck: {test: "true", start_interval: 1s, start_period: 9s}, volumes: ["/a:/a:z"], deploy: {mode: replicated, restart_policy: {condition: on-failure, max_attempts: 3}}';
    expect(await problems(right, true)).toEqual([]);
  });
});

describe('resources', () => {
  const text = `services: {web: {image: x, models: [small]}}
models: {small: {model: a}, large: {model: b}}
networks: {spare: }
`;

  test('that no service uses are left out, with a warning, unless all are wanted', async () => {
    const { project, warnings } = await loadFiles(text);
    expect(project.extensions.get('models')).toEqual({ small: { model: 'a' } });
    expect(warnings.map(({ message }) => message)).toEqual([
      'no service uses the model "large", so it is not created',
      'no service uses the network "spare", so it is not created',
    ]);
    const all = await loadFiles(text, { options: { pruneResources: false } });
    expect(all.project.extensions.get('models')).toEqual({ small: { model: 'a' }, large: { model: 'b' } });
    expect([...all.project.networks.keys()]).toContain('spare');
    expect(all.warnings).toEqual([]);
  });

  test('of an included file take their contents from the variables of that file', async () => {
    const { project } = await loadFiles({
      'compose.yaml': `include: [more/compose.yaml]
services: {web: {image: x, secrets: [mine, theirs]}}
secrets: {mine: {environment: OWN}}
`,
      'more/compose.yaml': 'secrets: {theirs: {environment: TOKEN}}',
      'more/.env': 'TOKEN=inner\nOWN=inner\n',
      '.env': 'OWN=outer\n',
    });
    const values = [...project.secrets.values()].map(({ key, from }) =>
      from.kind === 'environment' ? `${key}=${from.value?.reveal()}` : key,
    );
    expect(values.sort()).toEqual(['mine=outer', 'theirs=inner']);
  });

  test('knows what may be done when a secret or a config changes, where it is declared and where it is used', async () => {
    const text = `services:
  web:
    image: x
    configs: [{source: site, x-gantry: {on-change: {signal: HUP}}}, {source: more, x-gantry: {on-change: reload}}]
    secrets: [{source: token, x-gantry: now}]
configs:
  site: {file: ./a, x-gantry: {on-change: restrat}}
  more: {file: ./b, x-gantry: {onchange: restart}}
secrets:
  token: {file: ./c}
`;
    expect(await say(text)).toEqual([
      'compose.yaml:4:106 bad-value «reload» on-change is one of recreate, restart, ignore or a signal (write for example "on-change: SIGHUP")',
      'compose.yaml:5:41 bad-value «now» x-gantry is a mapping (write "x-gantry: {on-change: restart}")',
      'compose.yaml:7:43 bad-value «restrat» on-change is one of recreate, restart, ignore or a signal (did you mean "restart"?)',
      'compose.yaml:8:32 unknown-attribute «onchange» unknown attribute "onchange" in x-gantry of a config (did you mean "on-change"?)',
    ]);
  });
});
