import { type Files, type RuleCases, service } from './case-files.ts';

/** A project that is built here, and what the engine has of it. */
const builtImage = (dockerfile: string, image: string, attributes = 'build: .'): Files =>
  service(attributes, { Dockerfile: dockerfile, 'image of web': image });

/** A service that runs a foreign image. */
const pulledImage = (attributes: string, image: string): Files =>
  service(`image: "web:1", ${attributes}`, { 'image of web': image });

const NODE = '{by: FROM node, has: {/bin/node: 90 MB 755}}';

/** A Dockerfile with one RUN, and the layer that it makes. */
const ranImage = (run: string, has: string): Files =>
  builtImage(`FROM node:22\nRUN ${run}\n`, `layers: [${NODE}, {by: RUN ${run}, has: ${has}}]`);

/** A service with this user that uses a file in this way. */
const secret = (attributes: string, reference: string): Files => ({
  'compose.yaml': `services: {web: {image: "web:1", ${attributes}, secrets: [{source: c, ${reference}}]}}\nsecrets: {c: {file: ./c.txt}}\n`,
  'c.txt': 'x',
});

const waiting = (image: string): Files => ({
  'compose.yaml':
    'services:\n  web: {image: "web:1", depends_on: {api: {condition: service_healthy}}}\n  api: {image: "api:1"}\n',
  'image of api': image,
});

const WITH_DATA = 'volumes: ["data:/data"]}\nvolumes: {data: {}';

const twoBases = (one: string, other: string): Files => ({
  'compose.yaml':
    'services:\n  a: {build: {context: ., dockerfile: A}}\n  b: {build: {context: ., dockerfile: B}}\n',
  A: 'FROM own:1\n',
  B: 'FROM own:2\n',
  'image of own:1': one,
  'image of own:2': other,
});

/** Of the rules that are about images alone. */
export const IMAGE_RULE_CASES = {
  'secret-in-layer': {
    found: {
      'a file that is still there, which no later layer hides': {
        files: ranImage('make', '{/app/.env: 10 B 644 0 secret}'),
        says: 'writes: /app/.env (secret-in-layer)',
      },
      'one in a pulled image, outside of the folders of packages': {
        files: pulledImage('restart: always', 'layers: [{by: RUN x, has: {/app/.env: 10 B 644 0 secret}}]'),
        says: 'compose.yaml:2:9',
      },
      'one of an image that was built from another text, upon a base that the engine has': {
        files: {
          ...builtImage(
            'FROM below:1\nRUN other\n',
            'layers: [{by: FROM x, has: {/a: 1 B 644 0 secret}}, {by: RUN x, has: {/b: 1 B 644 0 secret}}]',
          ),
          'image of below:1': 'layers: [{by: FROM x}]',
        },
        says: 'writes: /b (',
      },
    },
    quiet: {
      'what the image below has': builtImage(
        'FROM node:22\nRUN x\n',
        'layers: [{by: FROM node, has: {/root/.netrc: 9 B 600 0 secret}}, {by: RUN x}]',
      ),
      'keys of packages in a pulled image': pulledImage(
        'restart: always',
        'layers: [{by: RUN x, has: {/etc/ssl/private/snakeoil.key: 1 kB 600 0 secret}}]',
      ),
      'files that hold no secret': ranImage('make', '{/app/.env: 10 B}'),
    },
  },
  'health-tool-missing': {
    found: {
      'the exec form': {
        files: pulledImage(
          'healthcheck: {test: [CMD, wget, -q, "http://x"]}',
          'layers: [{by: RUN x, has: {/bin/sh: 1 kB 755}}]',
        ),
        says: 'runs wget',
        use: 'dev',
      },
      'a shell that is not there': {
        files: pulledImage('healthcheck: {test: "exit 0"}', 'layers: [{by: RUN x, has: {/app: 1 kB 755}}]'),
        says: 'runs /bin/sh',
      },
      'a healthcheck of the image itself': {
        files: builtImage(
          'FROM node:22\nHEALTHCHECK CMD ["/bin/check"]\n',
          `healthcheck: [CMD, /bin/check]\nlayers: [${NODE}, {by: HEALTHCHECK x}]`,
        ),
        says: 'Dockerfile:2:1',
      },
      'a file that nobody may run': {
        files: pulledImage(
          'healthcheck: {test: [CMD, curl]}',
          'layers: [{by: RUN x, has: {/usr/bin/curl: 1 kB 644}}]',
        ),
        says: 'runs curl',
      },
      'a link that leads nowhere': {
        files: pulledImage(
          'healthcheck: {test: [CMD, curl]}',
          'layers: [{by: RUN x, has: {/usr/bin/curl: -> ../lib/curl, /lib/curl: 1 kB 755}}]',
        ),
        says: 'runs curl',
      },
    },
    quiet: {
      'a program behind links of files and folders': pulledImage(
        'healthcheck: {test: [CMD, curl]}',
        'env: [PATH=/bin]\nlayers: [{by: RUN x, has: {/bin: -> usr/bin, /usr/bin/curl: -> ../lib/curl, /usr/lib/curl: 1 kB 755}}]',
      ),
      'one of two programs': pulledImage(
        'healthcheck: {test: "curl -f http://x || wget http://x"}',
        'layers: [{by: RUN x, has: {/bin/sh: 1 kB 755, /bin/wget: 1 kB 755}}]',
      ),
      'a shell that has its programs inside': pulledImage(
        'healthcheck: {test: "wget http://x"}',
        'layers: [{by: RUN x, has: {/bin/busybox: 1 MB 755, /bin/sh: -> busybox}}]',
      ),
      'what a volume may bring': pulledImage(
        'volumes: ["./tools:/tools"], environment: {PATH: "/tools"}, healthcheck: {test: [CMD, curl]}',
        'layers: [{by: RUN x}]',
      ),
      'words of the shell': pulledImage(
        'healthcheck: {test: "test -f /ready && exit 0"}',
        'layers: [{by: RUN x, has: {/bin/sh: 1 kB 755}}]',
      ),
      'a healthcheck that is switched off': pulledImage(
        'healthcheck: {disable: true}',
        'healthcheck: [CMD, nothing]\nlayers: [{by: RUN x}]',
      ),
    },
  },
  'secret-unreadable': {
    found: {
      'a user whose number the image knows': {
        files: {
          ...secret('restart: always', 'uid: "0", gid: "0", mode: 0600'),
          'image of web': 'user: app\nusers: {app: 500}\nlayers: [{by: RUN x}]',
        },
        says: 'runs as app and cannot read secret "c"',
      },
    },
    quiet: {
      'root, who may read all': secret('user: root', 'uid: "5", mode: 0400'),
      'a file that everybody may read': secret('user: "1000"', 'mode: 0444'),
      'a group that the service has': secret(
        'user: "1000", group_add: ["7"]',
        'uid: "0", gid: "7", mode: 0440',
      ),
      'a user whose number nobody knows': secret('user: app', 'uid: "0", mode: 0400'),
    },
  },
  'chown-duplicates': {
    found: {
      'files of the image below': {
        files: builtImage(
          'FROM node:22\nRUN chmod +x /lib\n',
          'layers: [{by: FROM node, has: {/lib: 5 MB}}, {by: RUN chmod +x /lib, has: {/lib: 5 MB 755}}]',
        ),
        says: '5 MB of files once more',
      },
    },
    quiet: {
      'a file that was written again': builtImage(
        'FROM node:22\nCOPY a /a\nRUN x\n',
        'layers: [{by: FROM node}, {by: COPY a /a, has: {/a: 5 MB 644 0 1}}, {by: RUN x, has: {/a: 5 MB 644 7 2}}]',
      ),
      'a few kilobytes': builtImage(
        'FROM node:22\nCOPY a /a\nRUN x\n',
        'layers: [{by: FROM node}, {by: COPY a /a, has: {/a: 5 kB}}, {by: RUN x, has: {/a: 5 kB 755}}]',
      ),
    },
  },
  'layer-waste': {
    found: {
      'files that are written again': {
        files: builtImage(
          'FROM node:22\nRUN a\nRUN b\n',
          'layers: [{by: FROM node}, {by: RUN a, has: {/d/x: 6 MB}}, {by: RUN b, has: {/d/x: 7 MB 644 0 5}}]',
        ),
        says: '6 MB of what "RUN a" writes are written again by "RUN b"',
      },
      'a folder that a file takes the place of': {
        files: builtImage(
          'FROM node:22\nRUN a\nRUN b\n',
          'layers: [{by: FROM node}, {by: RUN a, has: {/d/x: 6 MB}}, {by: RUN b, has: {/d: 7 B}}]',
        ),
        says: '/d/x',
      },
    },
    quiet: {
      'what the image below has': builtImage(
        'FROM node:22\nRUN b\n',
        'layers: [{by: FROM node, has: {/x: 60 MB}}, {by: RUN b, removes: [/x]}]',
      ),
      'less than 5 MB': builtImage(
        'FROM node:22\nRUN a\nRUN b\n',
        'layers: [{by: FROM node}, {by: RUN a, has: {/x: 4 MB}}, {by: RUN b, removes: [/x]}]',
      ),
      'a pulled image, of which nobody knows what is its own': pulledImage(
        'restart: always',
        'layers: [{by: RUN a, has: {/x: 60 MB}}, {by: RUN b, removes: [/x]}]',
      ),
      'an image that was built from another text': builtImage(
        'FROM node:22\nRUN other\n',
        'layers: [{by: FROM node}, {by: RUN a, has: {/x: 60 MB}}, {by: RUN b, removes: [/x]}]',
      ),
    },
  },
  'build-tools-in-final': {
    quiet: {
      'tools that a later layer removes': builtImage(
        'FROM node:22\nRUN a\nRUN b\n',
        'layers: [{by: FROM node}, {by: RUN a, has: {/usr/bin/gcc: 6 MB 755}}, {by: RUN b, removes: [/usr/bin/gcc]}]',
      ),
      'a script of some bytes': ranImage('a', '{/usr/bin/cc: 50 B 755}'),
    },
  },
  'setuid-added': {
    quiet: {
      'a program that the image below has so': builtImage(
        'FROM node:22\nRUN a\n',
        'layers: [{by: FROM node, has: {/bin/su: 1 kB 4755}}, {by: RUN a, has: {/bin/su: 1 kB 4755}}]',
      ),
      'a folder whose files keep its group': ranImage('a', '{/srv/: 0 B 2775}'),
    },
  },
  'size-jump': {
    quiet: {
      'an image with 10 MB more': builtImage('FROM node:22\n', 'size: 30 MB\nbefore: 20 MB'),
      'a first image': builtImage('FROM node:22\n', 'size: 900 MB'),
      'one that has become smaller': builtImage('FROM node:22\n', 'size: 100 MB\nbefore: 900 MB'),
    },
  },
  'labels-missing': {
    quiet: { 'an image that somebody else builds': pulledImage('restart: always', 'size: 1 MB') },
  },
  'not-reproducible': {
    quiet: {
      'a build that nobody asked to be the same each time': ranImage('a', '{/x: 1 B 644 0 1764547200}'),
    },
  },
} as const satisfies { readonly [rule: string]: RuleCases };

/** What images tell to rules that know some of it without them. */
export const CASES_WITH_IMAGES: { readonly [rule: string]: RuleCases } = {
  'anonymous-volume': {
    found: {
      'a volume that only the image declares': {
        files: pulledImage('restart: always', 'volumes: [/var/lib/postgresql/data]'),
        says: 'mounts nothing at /var/lib/postgresql/data',
      },
    },
    quiet: { 'a volume of the image that is mounted': pulledImage(WITH_DATA, 'volumes: [/data/]') },
  },
  'runs-as-root': {
    found: {
      'a foreign image whose program stays root': {
        files: pulledImage(
          'restart: always',
          'entrypoint: [/app]\nlayers: [{by: RUN x, has: {/app: 1 kB 755}}]',
        ),
        says: 'service "web" runs as root',
      },
      'an image below that names no user': {
        files: builtImage(
          'FROM example.com/own\n',
          'entrypoint: [/app]\nlayers: [{by: FROM own, has: {/app: 1 kB 755}}]',
        ),
        says: 'service "web" runs as root',
      },
    },
    quiet: {
      'an image below that names a user': builtImage(
        'FROM node:22\n',
        'user: node\nlayers: [{by: FROM node}]',
      ),
      'a script of the image that gives up its rights': pulledImage(
        'restart: always',
        'entrypoint: [start.sh]\nlayers: [{by: RUN x, has: {/usr/local/bin/start.sh: 1 kB 755 0 drops-rights}}]',
      ),
      'an image with a tool for it': pulledImage(
        'restart: always',
        'entrypoint: [/e]\nlayers: [{by: RUN x, has: {/e: 1 kB 755, /usr/local/bin/gosu: 1 MB 755}}]',
      ),
      'a server whose workers are another user': pulledImage(
        'restart: always',
        'entrypoint: [nginx]\nlayers: [{by: RUN x, has: {/usr/sbin/nginx: 1 MB 755}}]',
      ),
    },
  },
  'health-missing': {
    found: {
      'an image without a healthcheck': {
        files: waiting('size: 1 MB'),
        says: 'its image api:1 gives it no healthcheck',
      },
    },
    quiet: { 'an image that has one': waiting('healthcheck: [CMD, /check]\nlayers: [{by: RUN x}]') },
  },
  'port-not-exposed': {
    found: {
      'the ports of an image': {
        files: pulledImage('ports: ["127.0.0.1:8080:8080"]', 'ports: [80/tcp]'),
        says: 'publishes port 8080, and its image exposes 80',
      },
    },
    quiet: {
      'a port that the image below exposes': builtImage(
        'FROM node:22\nEXPOSE 80\n',
        'ports: [80/tcp, 443/tcp]',
        'build: ., ports: ["443:443"]',
      ),
    },
  },
  'volume-hides-image': {
    found: {
      'what a RUN has written': {
        files: service('build: ., volumes: ["mods:/app/node_modules"]}\nvolumes: {mods: {}', {
          Dockerfile: 'FROM node:22\nRUN npm ci\n',
          'image of web': `layers: [${NODE}, {by: RUN npm ci, has: {/app/node_modules/a/index.js: 2 kB}}]`,
        }),
        says: 'a newer /app/node_modules/a/index.js',
      },
    },
    quiet: {
      'what the image below has there': service(`build: ., ${WITH_DATA}`, {
        Dockerfile: 'FROM node:22\nRUN npm ci\n',
        'image of web': 'layers: [{by: FROM node, has: {/data/x: 2 kB}}, {by: RUN npm ci}]',
      }),
    },
  },
  'volume-root-owned': {
    found: {
      'a folder that the image does not have': {
        files: pulledImage(WITH_DATA, 'user: app\nusers: {app: 500}\nlayers: [{by: RUN x}]'),
        says: 'runs as app and cannot write to the volume at /data',
      },
      "a folder of root's group, which the user is not in": {
        files: pulledImage(
          WITH_DATA,
          'user: "500"\nusers: {app: 500}\nlayers: [{by: RUN x, has: {/data/: 0 B 775 0}}]',
        ),
        says: 'cannot write to the volume at /data',
      },
    },
    quiet: {
      "a folder that is the user's in the image": pulledImage(
        WITH_DATA,
        'user: app\nusers: {app: 500}\nlayers: [{by: RUN x, has: {/data/: 0 B 755 500}}]',
      ),
      'a group that the user may be in': pulledImage(
        WITH_DATA,
        'user: "500"\nlayers: [{by: RUN x, has: {/data/: 0 B 775 7}}]',
      ),
      'the group that the image gives a user who is written as a number': pulledImage(
        WITH_DATA,
        'user: "500"\nusers: {app: 500}\nlayers: [{by: RUN x, has: {/data/: 0 B 770 500}}]',
      ),
      'a folder that everybody may write to': pulledImage(
        WITH_DATA,
        'user: "500"\nlayers: [{by: RUN x, has: {/data/: 0 B 1777}}]',
      ),
    },
  },
  'bases-differ': {
    found: {
      'bases of which the engine knows how much they share': {
        files: twoBases(
          'size: 100 MB\nlayers: [{by: FROM x}, {by: RUN a}]',
          'size: 120 MB\nlayers: [{by: FROM x}, {by: RUN b}]',
        ),
        says: 'of 100 MB and 120 MB they share 1 of 2 layers',
      },
    },
    quiet: {
      'a base that has all layers of the other one': twoBases(
        'layers: [{by: FROM x}]',
        'layers: [{by: FROM x}, {by: RUN b}]',
      ),
    },
  },
};
