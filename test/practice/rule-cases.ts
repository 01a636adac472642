import type { PracticeRule } from '../../src/diagnostics/practice-rules.ts';
import { built, builtService, type Files, type RuleCases, service } from './case-files.ts';
import { IMAGE_RULE_CASES } from './image-rule-cases.ts';

/** A service upon the image of another one, which has these attributes. */
const uponBase = (attributes: string, from: string): Files => ({
  'compose.yaml': `name: shop\nservices:\n  base: {build: base, ${attributes}}\n  web: {build: .}\n`,
  'base/Dockerfile': 'FROM scratch\n',
  Dockerfile: `FROM ${from}\n`,
});

/** A service for each of these Dockerfiles. */
const dockerfiles = (...texts: readonly string[]): Files => ({
  'compose.yaml': `services:\n${texts.map((_, index) => `  s${index}: {build: {context: ., dockerfile: ${index}.Dockerfile}}\n`).join('')}`,
  ...Object.fromEntries(texts.map((text, index) => [`${index}.Dockerfile`, text])),
});

/** A service waits for this image to be healthy. */
const awaited = (image: string, healthcheck: string): Files => ({
  'compose.yaml': `services:\n  web: {image: "x:1", depends_on: {db: {condition: service_healthy}}}\n  db: {image: "${image}", healthcheck: {test: [CMD, x], ${healthcheck}}}\n`,
});

/** A service that has another image in the file for production. */
const withOther = (image: string, other: string): Files => ({
  ...service(`image: "${image}"`),
  'compose.prod.yaml': `services:\n  web: {image: "${other}"}\n`,
});

export const CASES: { readonly [R in PracticeRule]: RuleCases } = {
  'target-missing': {
    found: {
      'a target that is a number too high': {
        files: service('build: {context: ., target: "1"}', { Dockerfile: 'FROM node:22\n' }),
        says: 'no stage "1"',
      },
    },
    quiet: {
      'a target in other letters': service('build: {context: ., target: PROD}', {
        Dockerfile: 'FROM node:22 AS prod\n',
      }),
      'a target by its number': service('build: {context: ., target: "0"}', { Dockerfile: 'FROM node:22\n' }),
      'a Dockerfile of another language': service('build: {context: ., target: prod}', {
        Dockerfile: '# syntax=example.com/my/language:1\nanything\n',
      }),
    },
  },
  'build-arg-unused': {
    quiet: {
      'what docker declares by itself': service(
        'build: {context: ., args: {HTTP_PROXY: x, BUILDKIT_INLINE_CACHE: "1"}}',
        {
          Dockerfile: 'FROM node:22\nRUN true\n',
        },
      ),
      'an ARG before the first FROM': service('build: {context: ., args: {TAG: "1"}}', {
        Dockerfile: 'ARG TAG\nFROM node:${TAG}\nRUN true\n',
      }),
      'an ARG of a stage that is copied from': service('build: {context: ., args: {V: "1"}}', {
        Dockerfile: 'FROM node:22 AS build\nARG V\nFROM scratch\nCOPY --from=build /x /x\n',
      }),
      'an image below that may use it (ONBUILD)': service('build: {context: ., args: {V: "1"}}', {
        Dockerfile: 'FROM node:22\n',
      }),
    },
  },
  'build-arg-secret': {
    quiet: {
      'an argument that no RUN can see': service('build: {context: ., args: {NPM_TOKEN: x}}', {
        Dockerfile: 'FROM node:22\nRUN true\nARG NPM_TOKEN\n',
      }),
      'an argument of a stage that is only copied from': service(
        'build: {context: ., args: {NPM_TOKEN: x}}',
        {
          Dockerfile:
            'FROM node:22 AS build\nARG NPM_TOKEN\nRUN npm ci\nFROM scratch\nCOPY --from=build /x /x\n',
        },
      ),
      'a name that only sounds like one': service(
        'build: {context: ., args: {TOKEN_URL: x, KMS_KEY_ALIAS: y}}',
        {
          Dockerfile: 'FROM node:22\nARG TOKEN_URL\nARG KMS_KEY_ALIAS\nRUN true\n',
        },
      ),
    },
  },
  'health-missing': {
    found: {
      'a healthcheck that the Dockerfile switches off': {
        files: {
          'compose.yaml':
            'services:\n  web: {image: web:1, depends_on: {api: {condition: service_healthy}}}\n  api: {build: .}\n',
          Dockerfile: 'FROM node:22\nHEALTHCHECK NONE\n',
        },
        says: 'for ever',
        use: 'dev',
      },
    },
    quiet: {
      'an image below that may have one': {
        'compose.yaml':
          'services:\n  web: {image: web:1, depends_on: {api: {condition: service_healthy}}}\n  api: {build: .}\n',
        Dockerfile: 'FROM node:22\n',
      },
      'a healthcheck of a stage below': {
        'compose.yaml':
          'services:\n  web: {image: web:1, depends_on: {api: {condition: service_healthy}}}\n  api: {build: .}\n',
        Dockerfile: 'FROM scratch AS base\nHEALTHCHECK CMD ["/check"]\nFROM base\n',
      },
    },
  },
  'volume-hides-image': {
    found: {
      'what another stage has built': {
        files: builtService(
          'volumes: ["dist:/srv/dist"]}\nvolumes: {dist: {}',
          'FROM node:22 AS build\nRUN npm run build\nFROM nginx:1.27\nCOPY --from=build /app/dist /srv/dist\n',
        ),
        says: 'newer app/dist',
      },
    },
    quiet: {
      'an empty folder of data': builtService(
        'volumes: ["data:/srv/data"]}\nvolumes: {data: {}',
        'FROM nginx:1.27\nCOPY . /srv\n',
        { 'data/.gitkeep': '', 'index.html': 'x' },
      ),
      'a folder of this machine over the source, for development': builtService(
        'volumes: [".:/srv"]',
        'FROM nginx:1.27\nCOPY . /srv\n',
        { 'index.html': 'x' },
      ),
      'a stage that may or may not have the path': builtService(
        'volumes: ["data:/srv/data"]}\nvolumes: {data: {}',
        'FROM node:22 AS build\nFROM nginx:1.27\nCOPY --from=build /app /srv\n',
      ),
    },
  },
  'volume-root-owned': {
    found: {
      'a WORKDIR that root made': {
        files: builtService(
          'user: "1000", volumes: ["data:/data"]}\nvolumes: {data: {}',
          'FROM debian:12\nUSER root\nWORKDIR /data\n',
        ),
        says: 'runs as 1000',
      },
      'files that COPY gives to root': {
        files: builtService(
          'volumes: ["data:/data"]}\nvolumes: {data: {}',
          'FROM debian:12\nCOPY seed /data/seed\nUSER app\n',
          { 'seed/x': '1' },
        ),
        says: 'runs as app',
      },
    },
    quiet: {
      'an image below that may have the folder': builtService(
        'volumes: ["data:/data"]}\nvolumes: {data: {}',
        'FROM debian:12\nUSER app\n',
      ),
      'COPY --chown': builtService(
        'volumes: ["data:/data"]}\nvolumes: {data: {}',
        'FROM debian:12\nCOPY --chown=app seed /data/seed\nUSER app\n',
        { 'seed/x': '1' },
      ),
      'a chown of the folder above': builtService(
        'volumes: ["data:/srv/data"]}\nvolumes: {data: {}',
        'FROM debian:12\nRUN mkdir -p /srv/data && chown -R app /srv\nUSER app\n',
      ),
      'a script that may do it': builtService(
        'volumes: ["data:/data"]}\nvolumes: {data: {}',
        'FROM debian:12\nRUN useradd app && mkdir /data\nCOPY setup.sh /\nRUN /setup.sh\nUSER app\n',
      ),
      'a folder that the user makes': builtService(
        'volumes: ["data:/home/app/data"]}\nvolumes: {data: {}',
        'FROM debian:12\nRUN useradd -m app\nUSER app\nRUN mkdir -p /home/app/data\n',
      ),
      'a volume that another service fills': {
        'compose.yaml':
          'services:\n  web: {build: ., volumes: ["data:/data"]}\n  init: {image: busybox:1, command: chown -R 1000 /data, volumes: ["data:/data"]}\nvolumes: {data: {}}\n',
        Dockerfile: 'FROM debian:12\nRUN useradd app && mkdir /data\nUSER app\n',
      },
    },
  },
  'anonymous-volume': {
    quiet: {
      'a folder of no value': built('FROM debian:12\nVOLUME /tmp\n'),
      'a tmpfs': builtService('tmpfs: ["/data:size=1m"]', 'FROM debian:12\nVOLUME ["/data"]\n'),
      'the VOLUME of a stage that is only copied from': built(
        'FROM debian:12 AS build\nVOLUME /data\nFROM scratch\nCOPY --from=build /x /x\n',
      ),
      'a mount whose target has a slash at its end': builtService(
        'volumes: ["./data:/data"]',
        'FROM debian:12\nVOLUME /data/\n',
      ),
    },
  },
  'stop-lost': {
    found: {
      'a list of commands in the Compose file': {
        files: service('image: "web:1", command: ["sh", "-c", "migrate && serve"]'),
        says: 'shell of service "web"',
      },
      'a loop, which a signal does not end either': {
        files: service('image: "web:1", command: ["sh", "-c", "while true; do serve; sleep 5; done"]'),
        says: 'shell of service "web"',
      },
    },
    quiet: {
      'a loop behind an init, which ends at once': service(
        'image: "web:1", init: true, command: ["sh", "-c", "while true; do serve; sleep 5; done"]',
      ),
      'bash, whose last command takes its place': service(
        'image: "a:1", command: [bash, -c, "migrate && serve"]',
      ),
      'a list of commands that ends with exec': service(
        'image: "web:1", command: ["sh", "-c", "migrate && exec serve"]',
      ),
      'a single command, which may take the place of its shell': service(
        'image: "web:1", command: ["sh", "-c", "serve --port $$PORT"]',
      ),
      'a script with a trap': built('FROM node:22\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\n', {
        'start.sh': "#!/bin/sh\ntrap 'kill $child' TERM\nserve &\nchild=$!\nwait\n",
      }),
      'an entrypoint that the service replaces': builtService(
        'entrypoint: [serve]',
        'FROM node:22\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\n',
        { 'start.sh': '#!/bin/sh\nmigrate\nserve\n' },
      ),
      'a program of another language': built('FROM node:22\nCOPY start /start\nENTRYPOINT ["/start"]\n', {
        start: '#!/usr/bin/env python3\nmigrate()\nserve()\n',
      }),
    },
  },
  'bases-differ': { quiet: { 'one Dockerfile alone': built('FROM node:22 AS a\nFROM node:21\n') } },
  'port-not-exposed': {
    found: {
      'another protocol': {
        files: builtService('ports: ["127.0.0.1:53:53/udp"]', 'FROM scratch\nEXPOSE 53\n'),
        says: 'publishes port 53/udp',
      },
    },
    quiet: {
      'a Dockerfile without EXPOSE': builtService('ports: ["127.0.0.1:80:80"]', 'FROM nginx:1\n'),
      'a port from a variable': builtService(
        'ports: ["127.0.0.1:80:80"]',
        'FROM scratch\nENV PORT=80\nEXPOSE $PORT\n',
      ),
      'a variable of the image below': builtService(
        'ports: ["127.0.0.1:80:80"]',
        'FROM a:1\nEXPOSE 1 $PORT\n',
      ),
      'a range': builtService('ports: ["127.0.0.1:80:80"]', 'FROM scratch\nEXPOSE 80-90\n'),
      'no published port': builtService('expose: [80]', 'FROM scratch\nEXPOSE 81\n'),
    },
  },
  'base-not-pinned': {
    found: {
      'its own name': {
        files: service('build: ., image: "nginx:1"', { Dockerfile: 'FROM nginx:1\n' }),
        says: 'nginx:1 has no digest',
      },
    },
    quiet: {
      'what another service builds': uponBase('image: "shop/base:1"', 'shop/base:1'),
      scratch: built('FROM scratch\n'),
      'a stage': built('FROM scratch AS base\nFROM base\nCOPY --from=base /x /x\n'),
      'a variable without a value': built('ARG BASE\nFROM $BASE\n'),
      'a named context': service('build: {context: ., additional_contexts: {base: ../base}}', {
        Dockerfile: 'FROM base\n',
      }),
      'a stage that is not built': service('build: {context: ., target: prod}', {
        Dockerfile: 'FROM scratch AS prod\nFROM node:22 AS test\n',
      }),
    },
  },
  'image-latest': {
    found: {
      'a default that is latest': {
        files: built('ARG TAG=latest\nFROM node:${TAG}\n'),
        says: 'node:latest is whatever',
      },
      'an image to copy from': {
        files: built('FROM node:22\nCOPY --from=composer /usr/bin/composer /usr/bin/\n'),
        says: 'composer is whatever',
      },
      'an image of the Compose file': {
        files: service('image: redis'),
        says: 'redis is whatever',
        use: 'dev',
      },
    },
    quiet: {
      'a value of build.args': service('build: {context: ., args: {TAG: "22"}}', {
        Dockerfile: 'ARG TAG=latest\nFROM node:${TAG}\n',
      }),
      'a registry with a port': service('image: "localhost:5000/app:1"'),
      'a digest without a tag': service(`image: "redis@sha256:${'0'.repeat(64)}"`),
      'a tag that is a variable': service('image: "redis:${TAG:-latest}"'),
      'the name of an image that is built': builtService('image: shop/web', 'FROM node:22\n'),
      'the name of a stage': built('FROM node:22 AS base\nFROM base AS final\n'),
      'what another service builds': uponBase('image: shop/base', 'docker.io/shop/base'),
      'what a service that is switched off builds under its default name': uponBase(
        'profiles: [base]',
        'shop-base',
      ),
      'what another service builds, in the Compose file': {
        'compose.yaml':
          'services:\n  base: {build: ., image: shop/base}\n  web: {image: "shop/base:latest"}\n',
        Dockerfile: 'FROM scratch\n',
      },
    },
  },
  'bad-stage-name': {
    found: {
      'two stages of one name, as a warning': {
        files: built('FROM node:22 AS a\nFROM node:22 AS A\n'),
        says: 'warning: a stage above is called "a" too',
      },
      'a number that is too high': {
        files: built('FROM node:22\nCOPY --from=3 /x /x\n'),
        says: 'stage "3" is not there yet',
      },
    },
    quiet: {
      'an image with the name of a later stage': built(
        'FROM node:22\nCOPY --from=nginx /x /x\nFROM scratch AS nginx\n',
      ),
    },
  },
  'runs-as-root': {
    found: {
      'USER root at the end': { files: built('FROM debian:12\nUSER app\nUSER root\n'), says: 'runs as root' },
      'a user of the service': {
        files: builtService('user: "0:0"', 'FROM debian:12\nUSER app\n'),
        says: 'runs as root',
      },
    },
    quiet: {
      'an image below that nobody knows': built('FROM example.com/base:1\n'),
      'root in a stage that is not the last': built(
        'FROM debian:12 AS build\nUSER root\nFROM debian:12\nUSER app\n',
      ),
      'a user that a stage below has': built('FROM debian:12 AS base\nUSER app\nFROM base\n'),
      'a user of the service': builtService('user: "1000"', 'FROM debian:12\n'),
      'an entrypoint that drops its rights': built(
        'FROM debian:12\nRUN apt-get update && apt-get install -y gosu\nENTRYPOINT ["/entrypoint.sh"]\n',
      ),
      'a server whose workers are another user': built('FROM php:8.4-apache\n'),
      'a user in a variable': built('FROM debian:12\nARG UID=1000\nUSER $UID\n'),
    },
  },
  'shell-form-main': {
    found: {
      'an ENTRYPOINT with variables': {
        files: built('FROM node:22\nENTRYPOINT node $FILE\n'),
        says: 'ENTRYPOINT without brackets',
      },
    },
    quiet: {
      exec: built('FROM node:22\nCMD exec node $FILE\n'),
      'a SHELL that was chosen': built('FROM node:22\nSHELL ["/bin/bash", "-c"]\nCMD node server.js\n'),
      'a HEALTHCHECK': built('FROM node:22\nHEALTHCHECK CMD curl -f http://localhost || exit 1\n'),
      'a CMD that the service replaces': builtService(
        'command: [node, x.js]',
        'FROM node:22\nCMD node y.js\n',
      ),
      'a CMD that a later one replaces': built(
        'FROM node:22 AS a\nCMD node x.js\nFROM a\nCMD ["node", "y.js"]\n',
      ),
    },
  },
  'secret-in-arg-env': {
    found: {
      'the old form of ENV': {
        files: built('FROM node:22\nENV DB_PASSWORD two words\n'),
        says: 'ENV DB_PASSWORD',
      },
      'the default of an ARG before the first FROM': {
        files: built('ARG API_KEY=abcdef\nFROM node:22\n'),
        says: 'ARG API_KEY',
      },
    },
    quiet: {
      'names that only sound like secrets': built(
        'FROM node:22\nENV KMS_KEY_ALIAS=a AUTH_MODE=b SSH_AUTH_SOCK=/c TOKEN_URL=d USERNAME=e PUBLIC_KEY=f\n',
      ),
      'a path': built('FROM node:22\nENV DB_PASSWORD_FILE=/run/secrets/db DB_PASSWORD=/run/secrets/db\n'),
      'nothing, and a variable': built('FROM node:22\nARG TOKEN\nENV TOKEN=$TOKEN SECRET=""\n'),
      'a switch': built('FROM node:22\nENV ALLOW_EMPTY_PASSWORD=yes\n'),
      'the text of a heredoc': built('FROM node:22\nRUN <<EOF\nENV TOKEN=abc\nEOF\n'),
    },
  },
  'secret-file-copied': {
    found: {
      'a private key by its name alone': {
        files: built('FROM node:22\nCOPY keys/id_rsa /root/.ssh/\n', {
          'keys/id_rsa': '-----BEGIN OPENSSH PRIVATE KEY-----\n',
        }),
        says: 'keys/id_rsa',
      },
      'a token for the registry of npm': {
        files: built('FROM node:22\nCOPY .npmrc ./\n', { '.npmrc': '//npm.example.com/:_authToken=abc\n' }),
        says: '.npmrc',
      },
    },
    quiet: {
      'an example': built('FROM node:22\nCOPY . .\n', { '.env.example': 'DB_PASSWORD=abcdef\n' }),
      'settings that are no secret': built('FROM node:22\nCOPY . .\n', { '.env': 'PORT=80\nDB_PASSWORD=\n' }),
      'a certificate': built('FROM node:22\nCOPY . .\n', { 'ca.pem': '-----BEGIN CERTIFICATE-----\n' }),
      'an .npmrc that names a variable': built('FROM node:22\nCOPY . .\n', {
        '.npmrc': '//npm.example.com/:_authToken=${NPM_TOKEN}\n',
      }),
      'a stage that is only copied from': built(
        'FROM node:22 AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /x /x\n',
        { '.env': 'DB_PASSWORD=abcdef\n' },
      ),
    },
  },
  'copy-ignored': {
    found: {
      'a folder of which nothing is left': {
        files: built('FROM node:22\nCOPY dist /app\n', { 'dist/a.js': '', '.dockerignore': '**\n!src\n' }),
        says: 'dist is copied',
      },
    },
    quiet: {
      'a folder of which something is left': built('FROM node:22\nCOPY dist /app\n', {
        'dist/a.js': '',
        '.dockerignore': 'dist\n!dist/a.js\n',
      }),
      'names that begin with a dot': built('FROM node:22\nCOPY .env.test ./\n', {
        '.env.test': '',
        '.dockerignore': '.*\n!.env.test\n',
      }),
      'a pattern, which may match nothing': built('FROM node:22\nCOPY yarn.lock* ./\n', {
        'yarn.lock': '',
        '.dockerignore': 'yarn.lock\n',
      }),
      'what is not there yet': built('FROM node:22\nCOPY dist /app\n', { '.dockerignore': 'dist\n' }),
      'what another stage has': built('FROM node:22 AS a\nFROM scratch\nCOPY --from=a dist /\n', {
        'dist/a.js': '',
        '.dockerignore': 'dist\n',
      }),
    },
  },
  'context-waste': {
    quiet: {
      'a small context without an ignore file': built('FROM node:22\nCOPY . .\n', { '.git/HEAD': 'x' }),
      'a large context of which one file is copied': built('FROM node:22\nCOPY a.js .\n', {
        'a.js': '',
        '.git/pack': 'x'.repeat(6_000_000),
      }),
      'large files that git keeps': built('FROM node:22\nCOPY . .\n', { 'film.mp4': 'x'.repeat(6_000_000) }),
    },
  },
  'deps-after-source': {
    quiet: {
      'a workspace': built('FROM node:22\nCOPY . .\nRUN npm ci\n', {
        'package.json': '{"workspaces": ["a"]}',
      }),
      'the project itself': built('FROM python:3.13\nCOPY . .\nRUN pip install .\n'),
      'a mount of the manifest': built(
        'FROM python:3.13\nCOPY . .\nRUN --mount=type=bind,source=requirements.txt,target=/r pip install -r /r\n',
      ),
      'a second installation': built(
        'FROM node:22\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm install --omit=dev\n',
      ),
    },
  },
  'package-index-kept': {
    found: {
      'apk without --no-cache': { files: built('FROM alpine:3\nRUN apk add curl\n'), says: 'lists of apk' },
      'dnf without clean': {
        files: built('FROM fedora:41\nRUN dnf -y install curl\n'),
        says: 'lists of dnf',
      },
    },
    quiet: {
      'a cache mount': built(
        'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y x\n',
      ),
      'a stage that is only copied from': built(
        'FROM debian:12 AS build\nRUN apt-get update\nFROM scratch\nCOPY --from=build /x /x\n',
      ),
      'a clean-up in a heredoc': built(
        'FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y x\nrm -rf /var/lib/apt/lists/*\nEOF\n',
      ),
      'words that are no command': built('FROM debian:12\nRUN echo "apt-get update" # apt-get update\n'),
      'apk with a virtual package': built('FROM alpine:3\nRUN apk add --no-cache --virtual .deps gcc\n'),
    },
  },
  'language-cache-kept': {
    found: {
      'npm ci': { files: built('FROM node:22\nRUN npm ci\n'), says: 'cache of npm' },
    },
    quiet: {
      'a cache mount': built(
        'FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install x\n',
      ),
      'a variable': built('FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x\n'),
      'the flag on the next line': built(
        'FROM python:3.13\nRUN pip install \\\n  # why\n  --no-cache-dir \\\n  x\n',
      ),
      'a stage that is only copied from': built(
        'FROM node:22 AS b\nRUN npm ci\nFROM scratch\nCOPY --from=b /x /x\n',
      ),
    },
  },
  'apt-recommends': {
    quiet: {
      'an option': built('FROM debian:12\nRUN apt-get -o APT::Install-Recommends=false install -y curl\n'),
      'a file of settings': built(
        'FROM debian:12\nRUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/x\nRUN apt-get install -y curl\n',
      ),
    },
  },
  'index-update-alone': {
    quiet: {
      'an update that nothing follows': built('FROM debian:12\nRUN apt-get update\n'),
      'a script that may install': built(
        'FROM debian:12\nRUN apt-get update && ./install.sh\nRUN apt-get install -y x\n',
      ),
      'an update in another stage': built(
        'FROM debian:12 AS a\nRUN apt-get update\nFROM debian:12\nRUN apt-get install -y x\n',
      ),
      'a cache mount': built(
        'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y x\n',
      ),
    },
  },
  'interactive-install': {
    quiet: {
      'other spellings of yes': built(
        'FROM debian:12\nRUN apt-get install --assume-yes a && apt-get -y install b && apt-get install -qqy c && apt-get -qq install d && apt-get install --yes e\n',
      ),
      'an answer by a pipe': built('FROM debian:12\nRUN yes | apt-get install curl\n'),
      'a variable with options': built('FROM debian:12\nRUN apt-get install $APT_OPTIONS curl\n'),
      'microdnf, which asks nothing': built('FROM ubi:9\nRUN microdnf install curl\n'),
      'apk, which asks nothing': built('FROM alpine:3\nRUN apk add curl\n'),
      'words inside of quotes': built('FROM debian:12\nRUN echo "use apt-get install x"\n'),
      zypper: built('FROM opensuse/leap:15\nRUN zypper --non-interactive install curl\n'),
    },
  },
  'add-local': {
    found: {
      'a file that is there': {
        files: { ...built('FROM node:22\nADD server /app/\n'), server: '#!/bin/sh\n' },
        says: 'as COPY does',
      },
    },
    quiet: {
      'an archive without a telling name': {
        ...built('FROM node:22\nADD fake /f\n'),
        fake: `fake${'\0'.repeat(253)}ustar${'\0'.repeat(250)}`,
      },
      'an archive': built('FROM node:22\nADD a.tar.gz /\nADD b.tgz c.tar /d/\n'),
      'an address': built('FROM node:22\nADD https://example.com/a.js /\n'),
      'a repository': built('FROM node:22\nADD git@github.com:a/b.git /b\n'),
      'a checksum': built('FROM node:22\nADD --checksum=sha256:0 a.js /\n'),
      'a pattern that may be archives': built('FROM node:22\nADD *.x /\n'),
    },
  },
  'workdir-relative': {
    quiet: {
      'a variable': built('FROM node:22\nARG HOME_DIR\nWORKDIR $HOME_DIR\n'),
      'a drive': built('FROM windows:1\nWORKDIR C:\\\\app\n'),
      'an absolute one of a stage below': built('FROM node:22 AS a\nWORKDIR /srv\nFROM a\nWORKDIR app\n'),
    },
  },
  'repeated-instruction': {
    found: {
      'two healthchecks': {
        files: built('FROM node:22\nHEALTHCHECK CMD a\nHEALTHCHECK NONE\n'),
        says: 'this HEALTHCHECK has no effect',
      },
    },
    quiet: { 'one in each stage': built('FROM node:22 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n') },
  },
  'volume-then-write': {
    quiet: {
      'another path': built('FROM debian:12\nVOLUME /data\nRUN mkdir /database\n'),
      'a COPY, which every builder keeps': built('FROM debian:12\nVOLUME /data\nCOPY x /data/x\n'),
    },
  },
  pipefail: {
    found: {
      'a pipe in a heredoc': {
        files: built('FROM node:22\nRUN <<EOF\nset -e\ncurl https://x | tar x\nEOF\n'),
        says: 'when "curl" fails',
      },
    },
    quiet: {
      'a RUN that sets it': built('FROM node:22\nRUN set -o pipefail && curl https://x | tar x\n'),
      'a shell that has it': built(
        'FROM node:22\nSHELL ["bash", "-eo", "pipefail", "-c"]\nRUN curl https://x | tar x\n',
      ),
      'a list that has it': built(
        'FROM node:22\nRUN ["bash", "-o", "pipefail", "-c", "curl https://x | tar x"]\n',
      ),
      'a heredoc that sets it': built(
        'FROM node:22\nRUN <<EOF\nset -euo pipefail\ncurl https://x | tar x\nEOF\n',
      ),
      'what only writes': built('FROM node:22\nRUN yes | unminimize; echo a:b | chpasswd\n'),
      'a quoted one': built('FROM node:22\nRUN grep "a|b" /etc/passwd || true\n'),
    },
  },
  'heredoc-no-errexit': {
    found: {
      'a shell that is named': {
        files: built('FROM node:22\nRUN <<EOF\n#!/bin/bash\nnpm ci\nnpm test\nEOF\n'),
        says: 'goes on',
      },
    },
    quiet: {
      'a script with set -e': built(
        'FROM node:22\nRUN <<EOF\n# all or nothing\nset -eux\nnpm ci\nnpm test\nEOF\n',
      ),
      'a shell with -e': built('FROM node:22\nRUN <<EOF\n#!/bin/bash -e\nnpm ci\nnpm test\nEOF\n'),
      'a SHELL with -e': built('FROM node:22\nSHELL ["bash", "-ec"]\nRUN <<EOF\nnpm ci\nnpm test\nEOF\n'),
      'another language': built('FROM node:22\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nprint(2)\nEOF\n'),
      'one command': built('FROM node:22\nRUN <<EOF\nnpm ci &&\\\n  npm run a &&\n  npm test\nEOF\n'),
      'the input of a program': built('FROM node:22\nRUN cat <<EOF > /a\none\ntwo\nEOF\n'),
    },
  },
  'undefined-arg': {
    found: {
      'one in braces': {
        files: built('ARG V=1\nFROM node:$V\nENV VERSION=${V}\n'),
        says: 'V is empty here',
      },
    },
    quiet: {
      'one that is declared again': built('ARG V=1\nFROM node:$V\nARG V\nRUN echo $V\n'),
      'one of the stage below': built('ARG V=1\nFROM node:$V AS a\nARG V\nFROM a\nRUN echo $V\n'),
      'what the image below may have': built('FROM node:22\nRUN echo $NODE_VERSION\n'),
      'a variable of the shell': built('ARG V=1\nFROM node:$V\nRUN V=2; echo $V\n'),
      'a default for the case': built('ARG V=1\nFROM node:$V\nRUN echo ${V:-2}\n'),
      'a dollar in quotes': built("ARG V=1\nFROM node:$V\nRUN echo '$V'\n"),
      'an escaped dollar': built('ARG V=1\nFROM node:$V\nENV A=\\$V\n'),
    },
  },
  'legacy-syntax': {
    found: {
      'a label': { files: built('FROM node:22\nLABEL a b c\n'), says: 'LABEL without "="' },
      'a maintainer': { files: built('FROM node:22\nMAINTAINER Ann\n'), says: 'MAINTAINER is an old form' },
      'what only a person can mend': {
        files: built('FROM node:22\nENV A "b c" d\n'),
        says: 'write ENV A=…',
      },
    },
    quiet: {
      'several pairs': built('FROM node:22\nENV A=b C="d e"\nLABEL a=b\n'),
      'an ARG without a value': built('FROM node:22\nARG A\n'),
    },
  },
  'platform-constant': {
    quiet: {
      'the platform of the builder': built('FROM --platform=$BUILDPLATFORM node:22\n'),
      'the platform of the service': builtService(
        'platform: linux/amd64',
        'FROM --platform=linux/amd64 node:22\n',
      ),
      'a stage that is not built': built('FROM --platform=linux/amd64 node:22 AS a\nFROM node:22\n'),
    },
  },
  'base-too-large': {
    found: {
      'an argument with the version': {
        files: built('ARG V=22\nFROM node:${V}\nCOPY . .\n'),
        says: 'as large as node:22-slim',
      },
      'the name of a release of Debian': {
        files: built('FROM docker.io/library/ruby:3.4-bookworm\n'),
        says: 'ruby:3.4-bookworm-slim',
      },
    },
    quiet: {
      'a small one': built('FROM node:22-alpine\n'),
      'a stage that is only copied from': built('FROM node:22 AS b\nFROM scratch\nCOPY --from=b /x /x\n'),
      'a stage for work': service('build: {context: ., target: dev}', {
        Dockerfile: 'FROM node:22 AS dev\n',
      }),
      'an image that has no small one': built('FROM postgres:17\n'),
      'an image of somebody else with the name': built('FROM example.com/team/node:22\n'),
      'an image that is built here': {
        'compose.yaml': 'services:\n  base: {build: base, image: "node:22"}\n  web: {build: .}\n',
        'base/Dockerfile': 'FROM scratch\n',
        Dockerfile: 'FROM node:22\n',
      },
    },
  },
  'base-repeated': {
    found: {
      'instructions with other line breaks': {
        files: dockerfiles(
          'FROM alpine:3\nWORKDIR /app\nRUN apk add --no-cache curl git\nCOPY . .\n',
          'FROM alpine:3\nWORKDIR /app\nRUN apk add --no-cache \\\n  curl git\nCOPY . .\n',
          'FROM alpine:3\nWORKDIR /app\nRUN apk add --no-cache curl git\nCMD ["x"]\n',
        ),
        says: 'begin with the same 2 instructions upon alpine:3',
      },
    },
    quiet: {
      'two of them': dockerfiles(
        'FROM alpine:3\nRUN apk add --no-cache curl\n',
        'FROM alpine:3\nRUN apk add --no-cache curl\n',
        'FROM alpine:3\nRUN apk add --no-cache git\n',
      ),
      'instructions that install nothing': dockerfiles(
        'FROM alpine:3\nWORKDIR /app\nCOPY a .\n',
        'FROM alpine:3\nWORKDIR /app\nCOPY b .\n',
        'FROM alpine:3\nWORKDIR /app\nCOPY c .\n',
      ),
      'an installation of what was copied': dockerfiles(
        'FROM debian:12\nCOPY packages .\nRUN apt-get install -y a\n',
        'FROM debian:12\nCOPY packages .\nRUN apt-get install -y a\n',
        'FROM debian:12\nCOPY packages .\nRUN apt-get install -y a\n',
      ),
      'one Dockerfile of several services': {
        'compose.yaml':
          'services:\n  a: {build: {context: ., args: {A: "1"}}}\n  b: {build: {context: ., args: {A: "2"}}}\n  c: {build: {context: ., args: {A: "3"}}}\n',
        Dockerfile: 'FROM alpine:3\nARG A\nRUN apk add --no-cache curl\n',
      },
    },
  },
  'build-tools-kept': {
    found: {
      packages: {
        files: built('FROM python:3.13-slim\nRUN apt-get update && apt-get install -y gcc libpq-dev\n'),
        says: 'stays in the image: gcc',
      },
      'a stage that builds, and is the image': {
        files: service('build: {context: ., target: builder}', {
          Dockerfile: 'FROM golang:1.24 AS builder\nRUN go build -o /x\nCMD ["/x"]\nFROM scratch\n',
        }),
        says: 'the compilers of golang:1.24 stay',
      },
      'a package with a version': {
        files: built('FROM alpine:3\nRUN apk add --no-cache build-base=0.5-r3 g++\n'),
        says: 'build-base, g++',
      },
    },
    quiet: {
      'tools that are removed': built(
        'FROM alpine:3\nRUN apk add --no-cache --virtual .build gcc && make && apk del .build\n',
      ),
      'tools that another RUN removes': built(
        'FROM debian:12\nRUN apt-get install -y gcc\nRUN make && apt-get purge -y gcc\n',
      ),
      'a stage that is only copied from': built(
        'FROM debian:12 AS b\nRUN apt-get install -y build-essential\nFROM scratch\nCOPY --from=b /x /x\n',
      ),
      'a program that is a tool': built('FROM golang:1.24\nCMD ["go", "run", "."]\n'),
      'a tool that the Compose file starts': builtService(
        'command: air -c x',
        'FROM golang:1.24\nCMD ["x"]\n',
      ),
      'an image that says nothing of what it starts': built('FROM maven:3\nCOPY . .\n'),
      'a stage for work': service('build: {context: ., target: development}', {
        Dockerfile: 'FROM node:22-slim AS development\nRUN apt-get install -y gcc\n',
      }),
      'words that are no package': built(
        'FROM debian:12\nRUN apt-get install -y gcc-doc libgcc-s1 default-jre\n',
      ),
    },
  },
  'debug-not-production': {
    quiet: {
      'another stage below both': built(
        'FROM node:22 AS base\nFROM base AS debug\nRUN x\nFROM base AS production\n',
      ),
      'a debugger beside what the same stage has built': built(
        'FROM golang:1.24 AS build\nFROM alpine:3 AS debug\nCOPY --from=build /x /x\nFROM scratch AS production\nCOPY --from=build /x /x\n',
      ),
      'a stage for development': built('FROM node:22 AS dev\nFROM nginx:1.27 AS production\n'),
      'nothing but a stage for debugging': built('FROM node:22 AS debug\n'),
    },
  },
  'literal-secret': {
    found: {
      'the list form': {
        files: service('image: "db:1", environment: ["DB_PASSWORD=abcdef"]'),
        says: 'DB_PASSWORD of service "web"',
        use: 'dev',
      },
    },
    quiet: {
      'a variable, with a default too': service(
        'image: "db:1", environment: {DB_PASSWORD: "$DB_PASSWORD", API_TOKEN: "${API_TOKEN:-x}"}',
      ),
      'a file': service('image: "db:1", environment: {DB_PASSWORD_FILE: /run/secrets/db}'),
      'a switch': service('image: "db:1", environment: {MYSQL_ALLOW_EMPTY_PASSWORD: "yes"}'),
      'an env file, which is there to hold it': service('image: "db:1", env_file: db.env', {
        'db.env': 'DB_PASSWORD=abcdef\n',
      }),
    },
  },
  'host-power': {
    found: {
      'the network of the host': {
        files: service('image: "x:1", network_mode: host'),
        says: '"network_mode: host"',
      },
      'a capability': { files: service('image: "x:1", cap_add: [CAP_SYS_ADMIN]'), says: 'CAP_SYS_ADMIN' },
    },
    quiet: {
      'small capabilities': service('image: "x:1", cap_add: [NET_BIND_SERVICE, CHOWN]'),
      'a file of the system': service('image: "x:1", volumes: ["/etc/timezone:/etc/timezone:ro"]'),
    },
  },
  'port-all-addresses': {
    found: {
      'a database, as an error': {
        files: service('image: "postgres:17", ports: ["5432:5432"]'),
        says: 'error: every',
      },
      'the long form': {
        files: service('image: "x:1", ports: [{target: 80, published: "8080"}]'),
        says: 'port 8080',
      },
    },
    quiet: {
      'an address in a variable': service('image: "x:1", ports: ["${ADDRESS:-}:8080:80"]'),
      'an address of IPv6': service('image: "x:1", ports: ["[::1]:8080:80"]'),
      'a port that the engine picks': service('image: "x:1", ports: ["80"]'),
    },
  },
  'no-memory-limit': {
    quiet: { 'a limit of deploy': service('image: "x:1", deploy: {resources: {limits: {memory: 1g}}}') },
  },
  'log-unbounded': {
    found: {
      'no driver at all, as information': {
        files: service('image: "x:1"'),
        says: 'info: the log of service "web"',
      },
    },
    quiet: { 'another driver': service('image: "x:1", logging: {driver: local}') },
  },
  'no-restart': {
    quiet: {
      'a service that others wait to end': {
        'compose.yaml':
          'services:\n  web: {image: "x:1", restart: always, depends_on: {job: {condition: service_completed_successfully}}}\n  job: {image: "x:1"}\n',
      },
      'a restart policy of deploy': service('image: "x:1", deploy: {restart_policy: {condition: any}}'),
    },
  },
  'fixed-name': { quiet: { 'a name in the network': service('image: "x:1", hostname: api') } },
  'order-without-health': {
    found: {
      'a healthcheck of the Dockerfile': {
        files: {
          'compose.yaml': 'services:\n  web: {image: "x:1", depends_on: [api]}\n  api: {build: .}\n',
          Dockerfile: 'FROM node:22\nHEALTHCHECK CMD ["x"]\n',
        },
        says: 'starts as soon as "api" runs',
        use: 'dev',
      },
    },
    quiet: {
      'a service without a healthcheck': {
        'compose.yaml': 'services:\n  web: {image: "x:1", depends_on: [api]}\n  api: {image: "x:1"}\n',
      },
      'the long form, which says what is meant': {
        'compose.yaml':
          'services:\n  web: {image: "x:1", depends_on: {api: {condition: service_started}}}\n  api: {image: "x:1", healthcheck: {test: [CMD, x]}}\n',
      },
    },
  },
  'bind-outside-project': {
    found: {
      'the home folder': {
        files: service('image: "x:1", volumes: ["~/data:/data"]'),
        says: 'outside of the project',
      },
    },
    quiet: {
      'paths of the system': service('image: "x:1", volumes: ["/srv/data:/data", "/dev/shm:/dev/shm"]'),
    },
  },
  ...IMAGE_RULE_CASES,
  'config-in-environment': {
    found: {
      JSON: {
        files: service(`image: "x:1", environment: {SETTINGS: '{"a": "${'x'.repeat(200)}"}'}`),
        says: 'a file of JSON',
      },
      'a certificate': {
        files: service('image: "x:1", environment: {CA: "-----BEGIN CERTIFICATE-----\\nMII"}'),
        says: 'info: CA of service "web" is a certificate',
      },
      'a private key, as an error': {
        files: service('image: "x:1", environment: {CA: "-----BEGIN EC PRIVATE KEY-----\\nMII"}'),
        says: 'error: CA of service "web" is a private key',
      },
    },
    quiet: {
      'a short list': service('image: "x:1", environment: {HOSTS: \'["a", "b"]\'}'),
      'a long list of options': service(`image: "x:1", environment: {JAVA_OPTS: "${'-Xmx1g '.repeat(50)}"}`),
      'a text of some lines': {
        'compose.yaml':
          'services:\n  web:\n    image: x:1\n    environment:\n      OPTIONS: |\n        -a\n        -b\n',
      },
      'a variable, whatever it has': {
        ...service('image: "x:1", environment: {CA: "$CA"}'),
        '.env': 'CA="-----BEGIN CERTIFICATE-----"\n',
      },
      'an env file': service('image: "x:1", env_file: a.env', { 'a.env': `A={"a":"${'x'.repeat(300)}"}\n` }),
    },
  },
  'capability-added': {
    quiet: {
      'what the engine gives by itself': service(
        'image: "x:1", cap_drop: [ALL], cap_add: [CHOWN, cap_net_raw]',
      ),
      'what gives power over the machine, which another rule is about': service(
        'image: "x:1", cap_add: [SYS_ADMIN]',
      ),
      'memory that is not swapped': service('image: "vault:1", cap_add: [IPC_LOCK]'),
    },
  },
  'capabilities-kept': {
    found: {
      'several services, once': {
        files: { 'compose.yaml': 'services:\n  a: {image: "x:1"}\n  b: {image: "y:1"}\n' },
        says: '2 services keep all capabilities that root has in a container: a and b',
      },
    },
    quiet: {
      'another user in the Dockerfile': built('FROM node:22\nUSER node\n'),
      'some that are dropped': service('image: "x:1", cap_drop: [NET_RAW]'),
      'a privileged one, which another rule is about': service('image: "x:1", privileged: true'),
    },
  },
  'new-privileges': {
    found: {
      'an option that is switched off': {
        files: service('image: "x:1", security_opt: ["no-new-privileges:false"]'),
        says: 'setuid',
      },
    },
    quiet: {
      'the short option': service('image: "x:1", security_opt: [no-new-privileges]'),
      'a privileged one, which another rule is about': service('image: "x:1", privileged: true'),
    },
  },
  'root-writable': { quiet: { 'one that is read only': service('image: "x:1", read_only: true') } },
  'grace-too-short': {
    found: {
      'a signal that kills': {
        files: service('image: "bitnami/postgresql:17", stop_signal: SIGKILL'),
        says: 'is killed without being asked',
      },
    },
    quiet: {
      'no time at all': service('image: "postgres:17"'),
      'the time of the engine': service('image: "postgres:17", stop_grace_period: 10s'),
      'what is no database': service('image: "web:1", stop_grace_period: 1s'),
      'what keeps nothing': service('image: "memcached:1", stop_grace_period: 1s'),
    },
  },
  'health-unknown': {
    found: {
      'an image from a Dockerfile': {
        files: builtService('ports: ["80:80"]', 'FROM node:22\nCMD ["x"]\n'),
        says: 'whether service "web" works',
      },
      'what others need': {
        files: {
          'compose.yaml': 'services:\n  web: {image: "x:1", depends_on: [db]}\n  db: {image: "redis:7"}\n',
        },
        says: 'whether service "db" works',
      },
    },
    quiet: {
      'an image that nobody here knows': service('image: "example.com/x:1", ports: ["80:80"]'),
      'an image below that may have one': builtService('ports: ["80:80"]', 'FROM example.com/x:1\n'),
      'a healthcheck of the Dockerfile': builtService(
        'ports: ["80:80"]',
        'FROM node:22\nHEALTHCHECK CMD x\n',
      ),
      'one that is switched off': service('image: "nginx:1", ports: ["80:80"], healthcheck: {disable: true}'),
      'a job': {
        'compose.yaml':
          'services:\n  web: {image: "x:1", depends_on: {job: {condition: service_completed_successfully}}}\n  job: {image: "node:22", expose: ["80"]}\n',
      },
      'a service that nobody talks to': service('image: "node:22"'),
    },
  },
  'health-too-often': {
    quiet: {
      'one that is switched off': service('image: "x:1", healthcheck: {test: [NONE], interval: 1s}'),
      'often only at the start': service(
        'image: "x:1", healthcheck: {test: [CMD, x], interval: 10s, start_interval: 100ms, start_period: 10s}',
      ),
      'zero, which is the default': service('image: "x:1", healthcheck: {test: [CMD, x], interval: 0s}'),
    },
  },
  'health-start-short': {
    found: {
      'a quick one with less': {
        files: awaited('postgres:17', 'interval: 1s, retries: 3'),
        says: 'does not answer within 3 s',
      },
      'a period that is too short': {
        files: awaited('mysql:8', 'interval: 5s, retries: 3, start_period: 5s'),
        says: 'does not answer within 20 s',
      },
    },
    quiet: {
      'enough attempts': awaited('postgres:17', 'interval: 5s, retries: 5'),
      'the defaults': awaited('mysql:8', 'timeout: 3s'),
      'what is no database': awaited('web:1', 'interval: 1s'),
      'one that nobody waits for': service('image: "mysql:8", healthcheck: {test: [CMD, x], interval: 1s}'),
    },
  },
  'shm-small': {
    found: {
      'a node of a grid, from a mirror': {
        files: service('image: "mirror.example.com/selenium/node-firefox:4"'),
        says: 'shm_size: 2g',
      },
    },
    quiet: {
      'the memory of the machine': service(
        'image: "selenium/standalone-chrome:4", volumes: ["/dev/shm:/dev/shm"]',
      ),
      'a tmpfs of its own': service('image: "selenium/standalone-chrome:4", tmpfs: ["/dev/shm:size=2g"]'),
      'the hub, which has no browser': service('image: "selenium/hub:4"'),
    },
  },
  'versions-differ': {
    found: {
      'another database': {
        files: {
          ...service('image: "mysql:8"'),
          'compose.dev.yml': 'services:\n  web: {image: "mariadb:11"}\n',
        },
        says: 'is mysql:8 here and mariadb:11 in compose.dev.yml',
      },
      'what an override file changes': {
        files: {
          ...service('image: "docker.io/library/redis:7"'),
          'compose.override.yaml': 'services:\n  web: {image: "redis:6-alpine"}\n',
        },
        says: 'is redis:6-alpine here and docker.io/library/redis:7 in compose.yaml',
      },
    },
    quiet: {
      'another minor version': withOther('postgres:16.1', 'postgres:16.4-alpine'),
      'a version of its own images': withOther('example.com/app:1', 'app:2'),
      'a variable': withOther('postgres:16', 'postgres:${VERSION:-17}'),
      'a tag without a number': withOther('redis:alpine', 'redis:7'),
      'another service': {
        ...service('image: "x:1"'),
        'compose.prod.yaml': 'services:\n  db: {image: "x:2"}\n',
      },
      'a file for a choice': {
        ...service('image: "x:1"'),
        'compose.mysql.yaml': 'services:\n  web: {image: "x:2"}\n',
      },
      'the same database from somebody else': withOther('postgres:16', 'bitnami/postgresql:17'),
      'a file that cannot be read': { ...service('image: "x:1"'), 'compose.prod.yaml': 'services: [\n' },
      'what the other one builds': {
        ...service('image: "x:1"'),
        'compose.dev.yaml': 'services:\n  web: {image: "x:2", build: .}\n',
      },
    },
  },
};
