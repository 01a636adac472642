import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import { validateShape } from '../../../src/spec/shape/validate-shape.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import type { Path } from '../../../src/spec/tree/tree.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

/** What the file says, and all that is said about it: line, column and the characters that are marked come first. */
const wrongFiles: readonly (readonly [what: string, file: readonly string[], problems: readonly string[]])[] =
  [
    [
      'a misspelt attribute',
      ['services:', '  web:', '    imge: nginx'],
      ['c:3:5 unknown-attribute «imge» unknown attribute "imge" in services.web (did you mean "image"?)'],
    ],
    [
      'a singular for a plural',
      ['services:', '  web:', '    port: ["80:80"]'],
      ['c:3:5 unknown-attribute «port» unknown attribute "port" in services.web (did you mean "ports"?)'],
    ],
    [
      'the word of another tool',
      ['services:', '  web:', '    env: { A: b }'],
      ['c:3:5 unknown-attribute «env» unknown attribute "env" in services.web (did you mean "environment"?)'],
    ],
    [
      'a beginning of a name',
      ['services:', '  web:', '    health: {}'],
      [
        'c:3:5 unknown-attribute «health» unknown attribute "health" in services.web (did you mean "healthcheck"?)',
      ],
    ],
    [
      'an attribute of something further in',
      ['services:', '  web:', '    dockerfile: Dockerfile.dev'],
      [
        'c:3:5 unknown-attribute «dockerfile» unknown attribute "dockerfile" in services.web ("dockerfile" belongs under build)',
      ],
    ],
    [
      'an attribute of something much further in',
      ['services:', '  web:', '    limits: { cpus: 1 }'],
      [
        'c:3:5 unknown-attribute «limits» unknown attribute "limits" in services.web ("limits" belongs under deploy.resources)',
      ],
    ],
    [
      'an attribute of an entry',
      ['services:', '  web:', '    aliases: [www]'],
      [
        'c:3:5 unknown-attribute «aliases» unknown attribute "aliases" in services.web ("aliases" belongs under networks.<name>)',
      ],
    ],
    [
      'an attribute that is indented too far',
      ['services:', '  web:', '    build:', '      context: .', '      ports: ["80:80"]'],
      [
        'c:5:7 unknown-attribute «ports» unknown attribute "ports" in services.web.build ("ports" belongs in services.web, not further in)',
      ],
    ],
    [
      'a top-level element inside a service',
      ['services:', '  web:', '    services: {}'],
      [
        'c:3:5 unknown-attribute «services» unknown attribute "services" in services.web ("services" belongs at the top level, not further in)',
      ],
    ],
    [
      'a name with few alternatives',
      ['services:', '  web:', '    depends_on:', '      db: { condition: service_started, wait: true }'],
      [
        'c:4:41 unknown-attribute «wait» unknown attribute "wait" in services.web.depends_on.db (allowed here: "condition", "required", "restart")',
      ],
    ],
    [
      'a misspelt top-level element',
      ['servcies:', '  web: { image: nginx }'],
      [
        'c:1:1 unknown-attribute «servcies» unknown attribute "servcies" at the top level (did you mean "services"?)',
      ],
    ],
    [
      'services of version 1',
      ['web:', '  image: nginx', '  ports: ["80:80"]', 'db:', '  build: ./db'],
      [
        'c:1:1 unknown-attribute «web» "web" and "db" look like services but are at the top level (put them below "services:", which files of version 1 did without)',
      ],
    ],
    [
      'services of version 1 beside a wrong service',
      ['web: { image: nginx }', 'services:', '  db: { imge: postgres }'],
      [
        'c:1:1 unknown-attribute «web» "web" looks like a service but is at the top level (indent it below "services:", as the services there are)',
        'c:3:9 unknown-attribute «imge» unknown attribute "imge" in services.db (did you mean "image"?)',
      ],
    ],
    [
      'an attribute of a service at the top level',
      ['image: nginx'],
      [
        'c:1:1 unknown-attribute «image» unknown attribute "image" at the top level ("image" belongs under services.<name>)',
      ],
    ],
    [
      'a subnet outside ipam',
      ['networks:', '  front: { subnet: 10.0.0.0/24 }'],
      [
        'c:2:12 unknown-attribute «subnet» unknown attribute "subnet" in networks.front ("subnet" belongs under ipam.config[])',
      ],
    ],
    [
      'text instead of a list',
      ['services:', '  web:', '    cap_add: NET_ADMIN'],
      [
        'c:3:14 wrong-type «NET_ADMIN» services.web.cap_add must be a list of strings, not text (write it as a list: put each item on a line of its own, after a dash)',
      ],
    ],
    [
      'a number instead of a list',
      ['services:', '  web:', '    expose: 80'],
      [
        'c:3:13 wrong-type «80» services.web.expose must be a list, not the number 80 (write it as a list: put each item on a line of its own, after a dash)',
      ],
    ],
    [
      'a mapping instead of a list',
      ['services:', '  web:', '    ports: { "80": 80 }'],
      [
        'c:3:12 wrong-type «{ "80": 80 }» services.web.ports must be a list, not a mapping (start each item with a dash)',
      ],
    ],
    [
      'a list instead of a mapping',
      ['volumes:', '  - data'],
      ['c:2:3 wrong-type «- data» volumes must be a mapping, not a list (write "data:" instead of "- data")'],
    ],
    [
      'a list of mappings instead of a mapping',
      ['services:', '  - web: { image: nginx }'],
      [
        'c:2:3 wrong-type «- web: { image: nginx }» services must be a mapping, not a list (leave out the dashes: the names are keys)',
      ],
    ],
    [
      'a number instead of text',
      ['services:', '  web:', '    user: 1000'],
      [
        'c:3:11 wrong-type «1000» services.web.user must be text, not the number 1000 (put it in quotes: "1000")',
      ],
    ],
    [
      'a number in a command',
      ['services:', '  web:', '    command: [sleep, 10]'],
      [
        'c:3:22 wrong-type «10» services.web.command[1] must be text, not the number 10 (put it in quotes: "10")',
      ],
    ],
    [
      'false as a restart policy',
      ['services:', '  web:', '    restart: false'],
      ['c:3:14 wrong-type «false» services.web.restart must be text, not false (put it in quotes: "no")'],
    ],
    [
      'a list instead of a switch',
      ['services:', '  web:', '    privileged: [yes]'],
      [
        'c:3:17 wrong-type «[yes]» services.web.privileged must be true or false, not a list (leave out the dash, or the brackets)',
      ],
    ],
    [
      'a list instead of an amount',
      ['services:', '  web:', '    mem_limit: [512m]'],
      [
        'c:3:16 wrong-type «[512m]» services.web.mem_limit must be text or a number, not a list (leave out the dash, or the brackets)',
      ],
    ],
    [
      'a mapping instead of text',
      ['services:', '  web:', '    image: { name: nginx }'],
      ['c:3:12 wrong-type «{ name: nginx }» services.web.image must be text, not a mapping'],
    ],
    [
      'no space after a colon',
      ['services:', '  web: image:nginx'],
      [
        'c:2:8 wrong-type «image:nginx» services.web must be a mapping, not text (put a space after the colon)',
      ],
    ],
    [
      'a space after the colon of a port',
      ['services:', '  web:', '    ports:', '      - "8080": 80'],
      [
        'c:4:9 wrong-type «"8080": 80» services.web.ports[0] is a mapping, because of the space after the colon (write "8080:80")',
      ],
    ],
    [
      'a space after the colon of a mount',
      ['services:', '  web:', '    volumes:', '      - ./data: /data'],
      [
        'c:4:9 wrong-type «./data: /data» services.web.volumes[0] is a mapping, because of the space after the colon (write "./data:/data")',
      ],
    ],
    [
      'a variable with a dash and a colon',
      ['services:', '  web:', '    environment:', '      - PASSWORD: hunter2'],
      [
        'c:4:9 wrong-type «PASSWORD: hunter2» services.web.environment[0] is a mapping, because of the space after the colon (write PASSWORD=…, or leave out the dash)',
      ],
    ],
    [
      'an empty service',
      ['services:', '  web:'],
      [
        'c:2:3 wrong-type «web» services.web is empty, but must be a mapping (indent its attributes below it, further in than its own name)',
      ],
    ],
    [
      'a key that is all in capitals',
      ['services:', '  web:', '    IMAGE: nginx'],
      ['c:3:5 unknown-attribute «IMAGE» unknown attribute "IMAGE" in services.web (did you mean "image"?)'],
    ],
    [
      'an empty list',
      ['services:', '  web:', '    ports:', '    image: nginx'],
      [
        'c:3:5 wrong-type «ports» services.web.ports is empty, but must be a list (remove it, or write "ports: []")',
      ],
    ],
    [
      'an empty mapping',
      ['services:', '  web:', '    build:'],
      [
        'c:3:5 wrong-type «build» services.web.build is empty, but must be text or a mapping (indent its attributes below it, further in than its own name)',
      ],
    ],
    [
      'an empty value',
      ['services:', '  web:', '    image:'],
      [
        'c:3:5 wrong-type «image» services.web.image is empty, but must be text (remove it, or write a value after the colon)',
      ],
    ],
    [
      'a dependency without condition',
      ['services:', '  web:', '    depends_on:', '      db: {}'],
      [
        'c:4:7 missing-attribute «db» services.web.depends_on.db needs "condition" (add "condition": one of service_started, service_healthy, service_completed_successfully)',
      ],
    ],
    [
      'an empty dependency',
      ['services:', '  web:', '    depends_on:', '      db:'],
      [
        'c:4:7 wrong-type «db» services.web.depends_on.db is empty, but must be a mapping (indent "condition: service_started" below it)',
      ],
    ],
    [
      'a mount without type',
      ['services:', '  web:', '    volumes:', '      - { source: data, target: /data }'],
      [
        'c:4:9 missing-attribute «{ source: data, target: /data }» services.web.volumes[0] needs "type" (add "type": one of bind, volume, tmpfs, cluster, npipe, image)',
      ],
    ],
    [
      'a mount with a misspelt type',
      ['services:', '  web:', '    volumes:', '      - { type: vlume, target: /data }'],
      [
        'c:4:17 bad-value «vlume» services.web.volumes[0].type must be "bind", "volume", "tmpfs", "cluster", "npipe" or "image", not "vlume" (did you mean "volume"?)',
      ],
    ],
    [
      'a mount whose type attribute is misspelt',
      ['services:', '  web:', '    volumes:', '      - { typ: bind, source: ., target: /data }'],
      [
        'c:4:11 unknown-attribute «typ» unknown attribute "typ" in services.web.volumes[0] (did you mean "type"?)',
      ],
    ],
    [
      'a port without target',
      ['services:', '  web:', '    ports:', '      - published: 8080'],
      [
        'c:4:9 missing-attribute «published: 8080» services.web.ports[0] needs "target" (add "target": port in the container)',
      ],
    ],
    [
      'a value that is not among the allowed ones',
      ['services:', '  web:', '    cgroup: hosts'],
      [
        'c:3:13 bad-value «hosts» services.web.cgroup must be "host" or "private", not "hosts" (did you mean "host"?)',
      ],
    ],
    [
      'a condition of another name',
      ['services:', '  web:', '    depends_on:', '      db: { condition: healthy }'],
      [
        'c:4:24 bad-value «healthy» services.web.depends_on.db.condition must be "service_started", "service_healthy" or "service_completed_successfully", not "healthy" (did you mean "service_healthy"?)',
      ],
    ],
    [
      'a number out of range',
      ['services:', '  web:', '    oom_score_adj: 3000'],
      ['c:3:20 bad-value «3000» services.web.oom_score_adj must be from -1000 to 1000, not 3000'],
    ],
    [
      'a number below the least',
      ['services:', '  web:', '    cpu_count: -1'],
      ['c:3:16 bad-value «-1» services.web.cpu_count must be at least 0, not -1'],
    ],
    [
      'a container name with a forbidden character',
      ['services:', '  web:', '    container_name: "!"'],
      [
        'c:3:21 bad-value «"!"» services.web.container_name cannot be "!" (fixed name of the container, so that there can only be one: letters, digits, `_`, `.` and `-`, at least two)',
      ],
    ],
    [
      'a service name with a space',
      ['services:', '  my web: { image: nginx }'],
      [
        'c:2:3 bad-value «my web» "my web" cannot be a name in services (use letters, digits, dots, dashes and underscores)',
      ],
    ],
    [
      'a ulimit with capitals',
      ['services:', '  web:', '    ulimits: { NOFILE: 1024 }'],
      [
        'c:3:16 bad-value «NOFILE» "NOFILE" cannot be a name in services.web.ulimits (use lower-case letters, such as `nofile`)',
      ],
    ],
    [
      'a ulimit with only one limit',
      ['services:', '  web:', '    ulimits:', '      nofile: { soft: 1024 }'],
      [
        'c:4:7 missing-attribute «nofile» services.web.ulimits.nofile needs "hard" (add "hard": the limit that the process cannot raise)',
      ],
    ],
    [
      'a repeated item',
      ['services:', '  web:', '    expose: [80, 81, 80]'],
      ['c:3:22 duplicate-item «80» this is in services.web.expose already (remove it)'],
    ],
    [
      'a repeated mount',
      [
        'services:',
        '  web:',
        '    volumes:',
        '      - { type: volume, target: /a }',
        '      - { target: /a, type: volume }',
      ],
      [
        'c:5:9 duplicate-item «{ target: /a, type: volume }» this is in services.web.volumes already (remove it)',
      ],
    ],
    [
      'a number as version',
      ['version: 3.8'],
      [
        'c:1:10 wrong-type «3.8» version must be text, not the number 3.8 (remove it: nothing depends on it any more)',
      ],
    ],
    [
      'several faults, each once',
      [
        'services:',
        '  web:',
        '    imge: nginx',
        '    ports: 80',
        '    volumes:',
        '      - { type: bnd, target: /a, bind: [] }',
      ],
      [
        'c:3:5 unknown-attribute «imge» unknown attribute "imge" in services.web (did you mean "image"?)',
        'c:4:12 wrong-type «80» services.web.ports must be a list, not the number 80 (write it as a list: put each item on a line of its own, after a dash)',
        'c:6:17 bad-value «bnd» services.web.volumes[0].type must be "bind", "volume", "tmpfs", "cluster", "npipe" or "image", not "bnd" (did you mean "bind"?)',
        'c:6:40 wrong-type «[]» services.web.volumes[0].bind must be a mapping, not a list',
      ],
    ],
  ];

describe('validateShape()', () => {
  test.each(wrongFiles)('explains %s', async (_what, file, problems) => {
    const source = { name: 'c', text: file.join('\n') };
    const found = await findProblems((report) => {
      for (const [document, tree] of readYaml(source, report).entries()) {
        const origins = new Origins();
        origins.addRoot(tree, source, document);
        validateShape(tree, (path, part) => origins.at(tree, path, part), report);
      }
    });

    expect(showProblems(found)).toEqual(problems);
  });

  test('says nothing, and asks for no place, when the file is right', () => {
    const asked: Path[] = [];
    validateShape(
      { services: { web: { image: 'nginx', ports: ['80:80', 81], 'x-own': 1 } } },
      (path) => {
        asked.push(path);
        return undefined;
      },
      noFindings,
    );

    expect(asked).toEqual([]);
  });

  test('does not repeat text, which may hold the value of a secret variable', async () => {
    const found = await findProblems((report) =>
      validateShape(
        {
          services: { web: { environment: [{ TOKEN: 'hunter2' }], image: ['hunter2'], cap_add: 'hunter2' } },
        },
        () => undefined,
        report,
      ),
    );

    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
