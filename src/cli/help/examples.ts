type Example = readonly [command: string, meaning: string];

/** Under the help of each command; `''` is that of the whole program. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  '': [
    ['gantry up -d', 'start everything, or bring it up to date'],
    ['gantry plan', 'what `up` would do, and why'],
    ['gantry logs -f api', 'follow what one service writes'],
    ['gantry why', 'what is wrong, and what to do'],
    ['gantry exec api sh', 'a shell in a container that runs'],
    ['gantry down', 'stop and remove it all; volumes stay'],
    ['gantry -f compose.yaml -f prod.yaml up -d', 'merge several files'],
    ['gantry -H ssh://me@host ps', 'an engine on another machine'],
  ],
  up: [
    ['gantry up -d', 'start in the background'],
    ['gantry up -d --wait', 'and return when everything is healthy'],
    ['gantry up -d --atomic', 'all or nothing: when something fails, all of it goes back'],
    ['gantry up -d --build api', 'build and start one service and what it needs'],
    ['gantry up -d --scale worker=3', 'three containers of a service'],
    ['gantry up --abort-on-container-failure', 'for tests: the first failure stops all'],
  ],
  create: [['gantry create', 'make the containers; `gantry start` starts them']],
  run: [
    ['gantry run --rm api npm test', 'a command in a container of its own'],
    ['gantry run --rm api sh', 'a shell in one'],
    ['gantry run -d --name seed api ./seed', 'in the background, under a name'],
  ],
  exec: [
    ['gantry exec api sh', 'a shell in the container'],
    ['gantry exec -T db psql < dump.sql', 'without a terminal, to pipe into it'],
    ['gantry exec --index 2 worker ps', 'in the second container'],
  ],
  attach: [['gantry attach api', 'the terminal of its process; Ctrl-P Ctrl-Q leaves it']],
  start: [['gantry start db', 'start what was stopped']],
  stop: [
    ['gantry stop', 'stop all; nothing is removed'],
    ['gantry stop -t 2 worker', 'kill it after 2 seconds'],
  ],
  restart: [['gantry restart api', 'the same container again, with what depends on it by `restart: true`']],
  pause: [['gantry pause worker', 'freeze its processes']],
  unpause: [['gantry unpause worker', 'resume its containers']],
  kill: [['gantry kill -s HUP proxy', 'send a signal']],
  rm: [['gantry rm -fs worker', 'stop and remove its containers without a question']],
  down: [
    ['gantry down', 'volumes stay'],
    ['gantry down -v', 'volumes and their data go too'],
    ['gantry -p shop down', 'by name, without its files'],
  ],
  scale: [['gantry scale worker=3 web=2', '']],
  plan: [
    ['gantry plan', 'what `up` would do'],
    ['gantry plan down -v', 'what `down -v` would do'],
    ['gantry plan --detailed-exitcode', 'ends with 2 when there is something to do'],
    ['gantry plan -o change.plan', 'to be run by `gantry apply change.plan`'],
  ],
  rollback: [
    ['gantry rollback', 'back to the release before'],
    ['gantry plan rollback --to 6', 'what it would take to go back to release 6'],
    ['gantry rollback --to 6 web', 'one service alone'],
    ['gantry --on swarm rollback web', 'what the swarm had for web before its last change, batch by batch'],
  ],
  undo: [
    ['gantry undo', 'the last change, whatever it was'],
    ['gantry plan undo', 'what it would take'],
  ],
  history: [
    ['gantry history', 'what changed the project, who did it, and how it ended'],
    ['gantry history show 7', 'all that is known of one release'],
    ['gantry history diff 7 8', 'what differs between two'],
  ],
  drift: [
    ['gantry drift', 'what differs from the files, and in what'],
    ['gantry -p shop drift', 'from what was last applied, wherever its files are'],
  ],
  test: [
    ['gantry test', 'all test services: build, start what they need, run them, remove everything'],
    ['gantry test api -- npm test', 'this command in this service'],
    ['gantry test --timeout 10m --keep', 'at most ten minutes; leave what failed for a look inside'],
    ['gantry test --since origin/main', 'only the tests of what this branch affects'],
    ["gantry test --matrix 'PG=15,16,17'", 'three times, side by side'],
  ],
  why: [
    ['gantry why', 'what is wrong now: what died, what waits for what, the last lines'],
    ['gantry why api', 'one service and what it depends on'],
    ['gantry -p shop why', 'by name, without its files'],
  ],
  ci: [
    ['gantry ci --since pipeline --skip push,lock --summary ci.md', 'for a pull request'],
    ["gantry ci --tag-with '{git-describe}' --oci-labels --timeout 30m", 'for the main branch'],
  ],
  affected: [
    ['gantry affected --since origin/main', 'what this branch makes necessary: build, restart or test'],
    ['gantry affected -q api web', 'only the names, of these two'],
  ],
  backup: [
    ['gantry backup -o backups/', 'all volumes of the project, in one file with checksums'],
    ['gantry backup -o db.tar.gz --stop db', 'those of one service, which is stopped meanwhile'],
    ['gantry backup -o - | ssh host "cat > shop.tar"', 'to another machine'],
  ],
  restore: [
    ['gantry --dry-run restore shop.tar', 'checks all of it, and shows what would be replaced'],
    ['gantry restore shop.tar data', 'one volume; its containers are made anew around it'],
    ['gantry restore shop.tar data --as data-old', 'beside the one that is there'],
  ],
  clone: [
    ['gantry clone data data-test --stop-source', 'a copy; who writes into it is stopped meanwhile'],
    ['gantry clone shop-review/data data', 'the volume of another project or instance'],
  ],
  trash: [
    ['gantry trash', 'what was thrown away, how big it is, and until when it is kept'],
    ['gantry trash restore data', 'the volume is there again, as it was'],
    ['gantry trash empty --older-than 12h -y', 'makes room, without a question'],
  ],
  gc: [
    ['gantry gc --dry-run', 'which instances have ended, and what would be removed'],
    ['gantry gc -y', 'without a question, for a timer'],
  ],
  outdated: [
    ['gantry outdated', 'newer tags, and images that were built again under the same tag'],
    ['gantry outdated --detailed-exitcode', 'for pipelines: ends with 2 when something is newer'],
  ],
  apply: [['gantry apply change.plan', 'run the plan that was looked at']],
  ps: [
    ['gantry ps -a', 'stopped ones too'],
    ['gantry ps --format json', 'one object a line'],
    ['gantry ps --drift', 'what differs from the files'],
  ],
  registry: [
    ['gantry registry up', 'each node reaches it at localhost:5000'],
    ['gantry registry up --publish host --node node1', 'on that node alone, without an ingress network'],
    ['gantry registry status', 'its address'],
  ],
  move: [
    ['gantry move --to swarm --dry-run', 'what would stop, stay and start, and in which order'],
    ['gantry move --to swarm', 'do it; a step that fails is undone with the others'],
    ['gantry move --to engine', 'and back'],
  ],
  drain: [
    ['gantry drain node2 --dry-run', 'what would move where, and what could not'],
    ['gantry drain node2', 'do it, and wait until it runs elsewhere'],
    ['gantry drain --undo node2', 'let it get tasks again'],
  ],
  nodes: [
    ['gantry nodes', 'what each node has, reserves and runs'],
    ['gantry nodes --format json', 'one object a line'],
  ],
  ls: [['gantry ls -a', 'stopped projects too']],
  logs: [
    ['gantry logs -f --tail 20', 'the last 20 lines of each, then what comes'],
    ['gantry logs --since 10m api', 'the last ten minutes of one service'],
  ],
  top: [['gantry top', 'the processes of every container']],
  stats: [['gantry stats --no-stream', 'processor and memory, once']],
  port: [['gantry port web 80', 'where it is published']],
  ui: [
    ['gantry ui --open', 'the page of the project, in the browser'],
    ['gantry ui --read-only', 'nothing can be changed from it'],
    ['gantry ui --all --open', 'all projects of the engine, from any folder'],
    ['gantry ui --listen 192.168.1.5 --password-file secret.txt', 'for others who have the password'],
  ],
  tui: [
    ['gantry tui', 'the project on the terminal; ? lists the keys'],
    ['gantry tui --read-only', 'nothing can be changed from it'],
  ],
  open: [['gantry open web', 'in the browser']],
  url: [['gantry url', 'the addresses of all services']],
  cp: [
    ['gantry cp api:/app/report.html .', 'out of a container'],
    ['gantry cp seed.sql db:/tmp/', 'into it'],
  ],
  events: [['gantry events --json', 'what happens to the containers, as it happens']],
  images: [['gantry images', '']],
  volumes: [['gantry volumes', '']],
  wait: [['gantry wait migrate', 'until it has ended, and end with its exit code']],
  export: [['gantry export -o api.tar api', 'the files of a container']],
  commit: [['gantry commit api shop/api:debug', 'an image of a container as it is']],
  pull: [['gantry pull --ignore-buildable', 'all images without a `build`']],
  push: [['gantry push api', '']],
  bundle: [
    ['gantry bundle -o shop.tar.zst', 'files and images, without secrets'],
    ['gantry bundle | ssh prod gantry unbundle', 'to another machine, without a file'],
  ],
  unbundle: [
    ['gantry unbundle shop.tar.zst', 'check it, load what is missing, write ./shop'],
    ['gantry --dry-run unbundle shop.tar.zst', 'only check it, and say what would be done'],
  ],
  'ingress-image': [
    ['gantry ingress-image', 'on Debian 13: gantry-ingress:haproxy-3.0-nftables'],
    ['gantry -H ssh://prod ingress-image --tag ingress:1', 'into the engine of another machine'],
  ],
  prune: [
    ['gantry prune --dry-run', 'what would go, and how much it takes up'],
    ['gantry prune --all --yes', 'also what the files name, after `gantry down`'],
  ],
  lock: [
    ['gantry lock', 'write compose.lock.yaml; `gantry up --locked` runs exactly that'],
    ['gantry lock --missing', 'lock what is new, and leave the rest'],
    ['gantry lock --check', 'for pipelines: ends with 1 when the file is stale'],
  ],
  build: [
    ['gantry build --pull', 'with the newest base images'],
    ['gantry build --build-arg VERSION=2 api', ''],
    ['gantry build --since origin/main', 'only what this branch has changed, and what is made from that'],
    ["gantry build --push --tag-with '{git-describe}'", 'also under a name that says of which commit it is'],
  ],
  watch: [['gantry watch', 'follow the rules of `develop.watch`']],
  dev: [['gantry dev', 'start, follow the logs, and copy saved files into the containers']],
  publish: [['gantry publish registry.example.com/shop:1', '']],
  config: [
    ['gantry config', 'the project as it is understood'],
    ['gantry config --services', 'the names alone'],
    ['gantry config --provenance', 'with where each value comes from'],
  ],
  check: [
    ['gantry check --for prod', 'with what production asks for'],
    ['gantry check --for prod --images', 'also what is in the images on the engine'],
    ['gantry check --format sarif', 'for code scanning'],
  ],
  explain: [
    ['gantry explain web.image', 'where the value comes from'],
    ["gantry explain '$TAG'", 'who sets the variable'],
  ],
  graph: [['gantry graph', 'services, and what they need']],
  viz: [['gantry viz | dot -Tsvg > shop.svg', 'a picture, by Graphviz']],
  schema: [['gantry schema > compose.schema.json', '']],
  doctor: [
    ['gantry doctor', 'the engine, this machine and the files'],
    ['gantry doctor --for prod', 'also what a machine needs in production'],
    ['gantry doctor --format json', 'for scripts; ends with 1 when something fails'],
  ],
  upgrade: [['gantry upgrade', 'by npm, dpkg, install.sh or otherwise: each has its own way']],
  completion: [
    ['source <(gantry completion bash)', 'in ~/.bashrc'],
    ['source <(gantry completion zsh)', 'in ~/.zshrc, after compinit'],
    ['gantry completion fish | source', 'in ~/.config/fish/config.fish'],
  ],
  version: [['gantry version --short', 'the number alone']],
};

/** @returns a text to stand under the help of a command; empty where there is nothing to show. */
export function examplesOf(command: string): string {
  const examples = EXAMPLES[command] ?? [];
  if (examples.length === 0) return '';
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`.trimEnd());
  return `\nExamples:\n${lines.join('\n')}${command === '' ? '\n\nThe flags of a command: gantry COMMAND --help' : ''}`;
}
