import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INGRESS_IMAGE } from '../scripts/setup/ingress-image.ts';
import { SERVICES_IMAGE } from '../scripts/setup/services-image.ts';

/** Writes `compose.yaml` into a new folder. @returns the folder. */
export function writeProject(parent: string, name: string, text: string): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'compose.yaml'), text);
  return folder;
}

/** Services that do nothing, but react to SIGTERM at once: what is timed is the tool and the engine. */
export function idleServices(name: string, count: number): string {
  const services = Array.from({ length: count }, (_, i) => `  s${i}:\n${IDLE}`);
  return `name: ${name}\nservices:\n${services.join('')}`;
}

const IDLE = `    image: busybox:latest
    command: sleep infinity
    init: true
    stop_grace_period: 1s
`;

/** A chain in which each service waits until the one before is healthy. */
export function healthyChain(name: string, count: number): string {
  const services = Array.from({ length: count }, (_, i) => {
    const after = i === 0 ? '' : `    depends_on: {s${i - 1}: {condition: service_healthy}}\n`;
    return `  s${i}:\n${IDLE}${after}    healthcheck: {test: ["CMD", "true"], interval: 30s, start_period: 30s, start_interval: 100ms}\n`;
  });
  return `name: ${name}\nservices:\n${services.join('')}`;
}

/** What is updated: ready a second after its start, and gone at once at SIGTERM. */
export const UPDATED = {
  command: 'sleep 1; exec httpd -f -p 80',
  healthcheck: 'wget -q -O /dev/null 127.0.0.1/etc/passwd',
} as const;

/** A service with a published port, in the version that the variable `VERSION` says. */
export function updatedService(name: string, order: string, port: number): string {
  return `name: ${name}
x-gantry: {ingress: {image: "${INGRESS_IMAGE}"}}
services:
  web:
    image: busybox:latest
    command: sh -c '${UPDATED.command}'
    init: true
    environment: [VERSION]
    ports: ["127.0.0.1:${port}:80"]
    stop_grace_period: 1s
    healthcheck: {test: ${UPDATED.healthcheck}, interval: 30s, start_period: 30s, start_interval: 100ms}
    deploy: {update_config: {order: ${order}}}
`;
}

/** An nginx with a published port: its answer costs next to nothing. */
export function quickAnswers(name: string, order: string, port: number): string {
  return `name: ${name}
x-gantry: {ingress: {image: "${INGRESS_IMAGE}"}}
services:
  web:
    image: ${SERVICES_IMAGE}
    command: nginx -g "daemon off;" -c /etc/web/nginx.conf
    ports: ["${port}:80"]
    stop_grace_period: 1s
    configs: [{source: nginx, target: /etc/web/nginx.conf}]
    deploy: {update_config: {order: ${order}}}
configs:
  nginx:
    content: |
      worker_processes 1;
      events {}
      http { access_log off; keepalive_requests 1000000; server { listen 80; location / { return 200 "hello\\n"; } } }
`;
}

/** Files as large projects have them: half of the services have dependencies, variables, ports, volumes and limits. */
export function richServices(name: string, count: number): string {
  const services = Array.from({ length: count }, (_, i) => {
    const plain = `  s${i}:\n    image: "busybox:\${TAG:-latest}"\n    command: ["sleep", "infinity"]\n    init: true\n`;
    return i % 2 === 0 ? plain : plain + richPart(i);
  });
  return `name: ${name}\nservices:\n${services.join('')}networks: {front: {}, back: {}}\nvolumes: {data: {}}\n`;
}

function richPart(i: number): string {
  return `    depends_on: {s${i - 1}: {condition: service_started}}
    environment: {A: "a-\${A:-1}", B: "b", C: "\${C-}", NUMBER: ${i}}
    ports: ["127.0.0.1:${20_000 + i}:80"]
    volumes: ["data:/data", "./src:/src:ro"]
    networks: [front, back]
    labels: {role: worker, index: "${i}"}
    healthcheck: {test: "wget -q -O- localhost", interval: 10s, timeout: 2s, retries: 3}
    mem_limit: 64m
    cpus: 0.5
`;
}

/** Rich services, one in ten of which is built: half of these in a folder of their own, half in that of the whole project. */
export function writeBuiltProject(parent: string, name: string, count: number): string {
  const folder = writeProject(parent, name, '');
  const services = Array.from({ length: count }, (_, i) => {
    if (i % 10 !== 0) return `  s${i}:\n    image: "busybox:1.${i}"\n${i % 2 === 0 ? '' : richPart(i)}`;
    const app = join(folder, `apps/s${i}`);
    mkdirSync(join(app, 'src'), { recursive: true });
    writeFileSync(join(app, 'Dockerfile'), dockerfile(`apps/s${i}`));
    for (let file = 0; file < 20; file++) writeFileSync(join(app, `src/f${file}.js`), `// ${file}\n`);
    const build = i % 20 === 0 ? `context: ., dockerfile: apps/s${i}/Dockerfile` : `context: apps/s${i}`;
    return `  s${i}:\n    build: {${build}}\n    ports: ["127.0.0.1:${30_000 + i}:80"]\n`;
  });
  writeFileSync(
    join(folder, 'compose.yaml'),
    `name: ${name}\nservices:\n${services.join('')}networks: {front: {}, back: {}}\nvolumes: {data: {}}\n`,
  );
  return folder;
}

const dockerfile = (app: string): string => `FROM node:24 AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build
FROM node:24-slim
RUN apt-get update && apt-get install -y curl
WORKDIR /app
COPY --from=build /app/${app}/dist ./dist
ENV NODE_ENV=production PORT=80
USER node
CMD node dist/server.js
`;

/** Each time with another content, so that everything above the base is built. */
export function writeImagesUponBase(parent: string, name: string, count: number): string {
  const services = Array.from({ length: count }, (_, i) => `  s${i}: {build: ./s${i}}\n`).join('');
  const folder = writeProject(parent, name, `name: ${name}\nservices:\n${services}`);
  for (let i = 0; i < count; i++) {
    const app = join(folder, `s${i}`);
    mkdirSync(join(app, 'src'), { recursive: true });
    writeFileSync(
      join(app, 'Dockerfile'),
      'FROM busybox:latest\nRUN --network=none mkdir -p /app/lib\nCOPY src /app/src\nRUN --network=none cat /app/src/* > /app/all\nCMD ["sh"]\n',
    );
    for (let file = 0; file < 20; file++)
      writeFileSync(join(app, `src/f${file}.js`), `// ${i} ${file} ${process.hrtime.bigint()}\n`);
  }
  return folder;
}
