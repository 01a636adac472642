/**
 * The tests that fail when a row of docs/compatibility.md does not hold any more: section → row → tests, each as its
 * file and words that stand there, mostly of its title.
 */
export const TESTS_OF_ROWS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Running: {
    '`up` with a one-shot that ended with 0 and that a service awaits (`service_completed_successfully`)': [
      'e2e/unlike-compose: has only touched what changed',
      'planner/up/plan-up: leaves a one-shot alone',
    ],
    '`up --wait` and a one-shot that nobody awaits': [
      'reconciler/waits/wait-for: takes a one-shot for ready that ends well',
    ],
    '`up --wait` and a container without a healthcheck that ends at once, or is started again and again': [
      'reconciler/waits/wait-for: takes a container for ready that goes on running',
      'reconciler/waits/wait-for: started again eight times',
    ],
    '`up -d`, `start`, `restart`, `scale`, `run -d`, and a container that ends at once, is started again and again, or is unhealthy':
      [
        'cli/failures/tell-of-sick: warns in one line each of what died',
        'cli/failures/tell-of-sick: what the last probe of an unhealthy container found',
      ],
    'a dependency that is replaced (changed, or `--always-recreate-deps`)': [
      'e2e/odd-states: replaces dependencies with --always-recreate-deps',
      'e2e/unlike-compose: nobody who depends on it',
    ],
    '`depends_on: restart: true` of a service behind an [ingress](updates.md#restarted-with-another-service) that runs':
      [
        'e2e/ingress: answers to every request while it is restarted with a service that it depends on',
        'planner/up/renewed-followers: is updated start-first, and the plan says so',
      ],
    'the leftovers of an interrupted replacement (`<12 digits>_name`)': [
      'e2e/odd-states: removes the half-made one',
      'e2e/odd-states: goes on with the new one when the old one is gone',
    ],
    '`-V` and a container that is unchanged': ['e2e/odd-states: and renews them with -V'],
    'a paused container': ['e2e/odd-states: up lets paused containers go on'],
    'a container that is paused while it is waited for': [
      'reconciler/waits/wait-for: fails after ten seconds, and says so',
      'reconciler/waits/wait-for: goes on waiting when it was paused for a moment',
    ],
    '`up` and `run`, when the swarm of this engine runs a stack of the same name': [
      'e2e/swarm-node-engines: (runs-elsewhere)',
    ],
    "a network of that name that is not the project's": [
      'e2e/unlike-compose: uses a network of its name that somebody else made',
    ],
    'a network whose settings changed': ['e2e/convergence: up makes a network anew'],
    '`up --wait` and a service whose healthcheck is switched off': [
      'engine/answers/read-container-details: whether there is a healthcheck at all',
      'reconciler/waits/evaluate-condition: running without a healthcheck',
    ],
    'a volume with another `name`, a secret or config with another `file`': [
      'planner/diff/diff-container: and a volume that it does not mount',
      'planner/request/service-hashes: a config that is mounted from another file',
    ],
    'a network with another `name`': [
      'e2e/convergence: moves to one of another name',
      'planner/up/plan-in-place: keeps the network that a container was made on',
    ],
    'a volume whose settings changed': [
      'e2e/convergence: up keeps a volume that changed',
      'e2e/convergence: takes nothing but the name of the volume',
    ],
    'changed limits (`mem_limit`, `cpus`, `pids_limit`, `restart`, …), networks, aliases': [
      'e2e/convergence: up changes limits without a restart',
      'e2e/unlike-compose: no stop for a network or a policy',
      'planner/up/plan-in-place: gives another alias',
    ],
    'a container with another name than it should have (`container_name`, with or without `--compatibility`)':
      [
        'e2e/shared-namespaces: up renames a container without a stop',
        'e2e/underscore-names: a container gets its name while it runs',
      ],
    '`docker update`, `docker network connect` by hand': [
      'e2e/convergence: up repairs what was changed by hand',
      'e2e/convergence: although nobody remembers that they were changed, with --verify',
    ],
    '`priority` of a network': ['planner/quiet-edits: another priority of a network'],
    'a container that shares the network or memory of one that somebody else started again': [
      'e2e/shared-namespaces: and up restarts just those',
    ],
    '`up db`, when something shares the namespace of `db` and `db` is replaced': [
      'e2e/shared-namespaces: up replaces who shares a namespace or volumes',
    ],
    '`--dry-run` of what `up` would refuse (a taken port or subnet, a missing file)': [
      'cli/commands/planned-command: as the command would',
      'e2e/approved: plan and --dry-run end as up would',
    ],
    'the source of a bind that is missing, where a file was meant (the target ends like a file, or a file beside it has nearly that name)':
      [
        'reconciler/preflight/preflight: where a file beside it has nearly its name',
        'reconciler/preflight/preflight: where the target has the name of one',
      ],
    'a network that the engine refuses, when the one before it is removed': [
      'reconciler/steps/networks: leaves the old one as it was',
      'e2e/approved: leaves the old one as it was',
    ],
    'a taken port, a missing external volume or network, a taken name, an image that may be neither pulled nor built':
      [
        'planner/up/plan-up: refuses an image that is missing and may be neither pulled nor built',
        'e2e/unlike-compose: that cannot come up makes nothing',
        'e2e/bad-input: a container of somebody else with the same name',
        'planner/up/plan-up: refuses everything external that is missing at once',
      ],
    '`deploy.update_config`, `deploy.rollback_config`': [
      'planner/up/service-updating: starts the new container and waits for it before the old one stops',
      'reconciler/execute/updates: stops the old container when the new one is ready',
      'e2e/updates: with failure_action: rollback all old containers run again',
    ],
    '`update_config` with an unknown `failure_action`, or a `max_failure_ratio` that is no share': [
      'reconciler/preflight/check-updates: refuses what nobody can follow',
    ],
    'TCP ports, published or exposed, with `update_config: {order: start-first}`': [
      'planner/up/service-ingress: goes over to the new container, and waits for the connections to the old one before it stops',
      'e2e/ingress: answers through an ingress, to every request of an update',
    ],
    'replaced containers': ['planner/up/plan-up: replaces the service that was edited and no other'],
    'an image that is missing and can be built': ['planner/up/plan-up: builds it also where it has a name'],
    '`down --rmi local`': ['e2e/unlike-compose: keeps, with down --rmi local'],
    '`volumes_from: x:ro`': ['planner/request/create-request: keeps the mode of volumes_from'],
    'the content of a secret or config from a variable, from the Compose file, or copied': [
      'e2e/files-and-hooks: an edited config is seen',
      'e2e/files-and-hooks: a rotated secret reaches the container',
    ],
    '`uid`, `gid` and `mode` of a secret or config with a `file`': [
      'e2e/unlike-compose: has its secrets as they are written',
      'e2e/files-and-hooks: an edited config is seen',
      'planner/diff/changed-files: takes a mount of docker compose for what it is',
    ],
    'a mounted secret or config whose file an editor replaced': [
      'e2e/files-and-hooks: a file that an editor replaced is mounted anew',
    ],
    'a secret or config with a `file` and an engine on another machine': [
      'planner/diff/changed-files: copies it where not',
    ],
    'an empty value of a secret from a variable': ['e2e/unlike-compose: also when they are empty'],
    '`pre_stop` of a container that is replaced, surplus, or stopped for a recreated network': [
      'planner/request/hooks: that has to stop for a network that is made anew',
      'planner/request/hooks: that is replaced: pre_stop',
      'planner/request/hooks: pre_stop in those that go',
      'e2e/files-and-hooks: hooks run around every start and stop',
    ],
    'a `post_start` hook that fails': ['planner/plan-up-hooks: runs again with the next up'],
    '`restart`, and a service behind an [ingress](updates.md#restart)': [
      'planner/commands/restart-behind-ingress: restarts who is behind an ingress when what it depends on is back',
      'planner/commands/restart-behind-ingress: restarts those without an ingress at the same time',
    ],
    '`restart` of a stopped container with `pre_stop`': [
      'planner/request/hooks: nothing can run in it before a stop',
    ],
    'the container of a `pre_start` hook': ['e2e/files-and-hooks: hooks run around every start and stop'],
    'a service that depends on a `provider`': ['e2e/providers: which is replaced for other ones only'],
    'a `provider` or `docker model` that is not installed': [
      'e2e/providers: is found before anything is touched',
    ],
    '`com.docker.compose.config-hash`': [
      'planner/request/service-hashes: is the hash that docker compose writes',
      'planner/request/service-hashes: covers the content, the place and the mode',
      'e2e/interop: docker compose goes on with what gantry made',
    ],
    '`container:NAME` means another container by now': ['e2e/shared-namespaces: when that one is another'],
    'a seccomp profile is edited': ['e2e/changed-files: a seccomp profile was edited'],
    'a hash that differs (`develop`, `pre_stop`, `depends_on`, …)': [
      'planner/quiet-edits: though docker compose has another hash for it',
    ],
    '`pull_policy: daily`, `weekly`, `every_…` with a registry that cannot be reached': [
      'planner/images/pull-policy: goes on with it when that fails',
    ],
    'a long bind without `create_host_path` whose folder is missing': [
      'planner/request/create-request: a missing folder of the host is made unless the file forbids it',
    ],
    'the form of a bind in the request (`Binds`, `Mounts`)': [
      'planner/request/create-request: a missing folder of the host is made unless the file forbids it',
      'planner/diff/diff-container: the two ways of asking for the same mount',
    ],
    'an anonymous volume or a tmpfs where the container had a named volume or a folder': [
      'e2e/unlike-compose: mounts what is written where a container had something else',
    ],
    '`links` to a service with several containers': [
      'planner/request/create-request: links to every container of a service',
    ],
    '`bind.selinux` in the long form without `create_host_path`': [
      'planner/request/create-request: a missing folder of the host is made unless the file forbids it',
    ],
    '`deploy.restart_policy` without a `condition`': [
      'planner/request/create-request: deploy.restart_policy without a condition',
    ],
    '`mac_address` of a service whose network says nothing more': [
      'planner/request/create-request: connects to every network',
    ],
    '`driver_opts` of a network at a service, `options` of a device request': [
      'planner/request/create-request: connects to every network',
      'planner/request/create-request: gpus by id and by number',
    ],
    "a service on an external network that is the engine's own (`host`, `bridge`, `none`)": [
      'planner/request/create-request: has no names of its own on the networks of the engine',
    ],
    '`deploy.restart_policy.max_attempts` with another condition than `on-failure`': [
      'planner/request/create-request: has attempts only on failure',
      'spec/rules/check-rules: what has no effect',
    ],
    '`healthcheck.start_interval` without `start_period`': ['spec/rules/check-rules: what has no effect'],
    '`type: image`, `interface_name`, `gw_priority`, `enable_ipv4`, `volume.subpath` with an engine that is too old':
      [
        'reconciler/preflight/check-engine-version: names the service, the attribute and the version',
        'e2e/older-engines: up tells what an engine is too old for before',
      ],
    '`annotations`, `bind.recursive`, a `mac_address` on a second network with an engine that is too old': [
      'engine/calls/fit-request: names what an older engine leaves out',
    ],
    '`use_api_socket`: a login to a registry changes': [
      'planner/request/use-api-socket: replaces nothing when a login changes',
    ],
  },
  Images: {
    'the order of builds': [
      'planner/plan-up-images: builds what a Dockerfile takes of another service before that',
      'e2e/builds: a build whose Dockerfile is from the image of another service comes after that',
    ],
    builds: [
      'build/build-image: buildxNeeds() of',
      'build/build-image: says what docker buildx is needed for',
    ],
    '`additional_contexts: {x: "service:y"}`': ['e2e/builds: other services, which are built before it'],
    attestations: ['build/buildx-arguments: has nothing added to the image that nobody asked for'],
    '`build --memory` with BuildKit': ['e2e/unlike-compose: BuildKit has no limit of memory'],
    'an empty entry of `cache_from` or `cache_to`': [
      'planner/commands/plan-build: leaves out caches without a name',
    ],
    'a secret of a build that is not set': [
      'reconciler/preflight/preflight: finds what the secrets of a build lack',
    ],
    '`pull`: an image that does not exist': ['e2e/registry: a pull tells of everything that is missing'],
    '`pull` of an image that can be built and exists in no registry': [
      'reconciler/steps/pull-image: says that the image can be built',
    ],
    '`push`, `build --push`: a service without `image`': [
      'planner/commands/plan-publish: planPush() pushes each name',
      'planner/commands/plan-build: says what has none',
    ],
    'a wrong password': ['e2e/registry: a wrong password is told as what it is'],
    '`publish`': ['cli/publish/publication: makes one file that stands for itself'],
    '`publish` and images that cannot be pushed': [
      'planner/commands/plan-publish: pushes nothing of services that are off, nor under a name without a registry',
    ],
    '`publish` without `-y` where nobody can be asked': [
      'e2e/registry: asks before it gives away what is secret',
    ],
  },
  '`run`, `exec`, `attach` and the keys of `up`': {
    '`echo x \\| … exec web cat`, `… run web cat` in a terminal': [
      'e2e/exec: exec has no terminal when something is piped in',
      'cli/session/tty-options: wantsTty() is for a terminal at both ends',
    ],
    '`run` of a command that does not exist or may not be run': [
      'e2e/run: run ends with 127 or 126',
      'engine/refusals/start-failure-code: else 125',
    ],
    '`run`, `exec` or `attach` whose connection to the output is lost': [
      'cli/session/interactive-session: fails when the connection breaks',
      'cli/session/container-ending: the connection was lost',
      'engine/streams/demux-frames: fails when the stream ends',
    ],
    '`echo x \\| … attach web` where `web` goes on after it': [
      'e2e/attach: shows the answer to what is piped into it',
      'cli/session/interactive-session: leaves the input of a process open that others may write to',
    ],
    'detach keys in `exec` and `attach`': [
      'e2e/exec: exec leaves the command alone when the detach keys are typed',
      'e2e/attach: leaves it alone when the detach keys are typed',
    ],
    '`run --dry-run`': ['e2e/run: run --dry-run shows the plan'],
    '`exec --dry-run`': ['e2e/unlike-compose: what exec would do'],
    'a dependency that fails': ['e2e/unlike-compose: leaves no one-off behind when what it depends on fails'],
    '`run` while a container of the service has the fixed address': [
      'planner/commands/plan-run: takes an address of its own',
    ],
    '`run -v ./path:/x`': ['e2e/run: run passes on flags'],
    '`run -v x:/path` where the service has something at `/path`': [
      'e2e/run: run -v mounts over what the service has there',
    ],
    '`run -v NAME:/x` of a volume of the files that no service uses': ['e2e/run: run passes on flags'],
    'an env file of `--env-from-file` that cannot be read': [
      'e2e/unlike-compose: variables for run that cannot be read',
    ],
    '`run … \\| head`, when `head` has enough': [
      'e2e/run: run leaves no process behind that writes for nobody',
    ],
    'SIGTSTP and SIGCONT during `run`': ['e2e/run: run is paused by Ctrl-Z, and not the process'],
    'Ctrl-C while containers stop (`stop`, `down`, `restart`)': [
      'e2e/slow-stop: Ctrl-C while a container takes its time to stop',
    ],
    'two commands change a project at the same time': [
      'e2e/one-at-a-time: ten up at once all end well',
      'e2e/one-at-a-time: of two commands that contradict each other',
    ],
    'output of containers while Ctrl-C stops them during attached `up`': [
      'e2e/attached-up: one Ctrl-C stops in order while logs flow on',
    ],
    '`up --exit-code-from` a service that is stopped because another one ended': [
      'e2e/attached-up: the first end stops the rest where a flag says so',
    ],
    '`--abort-on-container-exit` and a one-shot that others await': [
      'cli/up/abort-policy: lets a one-shot that others wait for end well',
    ],
    '`--abort-on-container-exit` and a container that its restart policy starts again': [
      'e2e/attached-up: waits for the last end of a container that is started again',
    ],
    'attached `up` of a container that its restart policy has started again': [
      'e2e/attached-up: waits for the last end of a container that is started again',
    ],
    'attached `up` of a container with the log driver `none`': [
      'e2e/logs-and-ps: warns of a container whose log cannot be',
    ],
    '`up --attach a b` when `a` is nothing that `b` needs': [
      'cli/up/attachment: takes --attach as it is, whatever else is started',
    ],
    '`--no-attach` that leaves no service': ['cli/up/attachment: leaves out what --no-attach says'],
    '`up --timestamps`': ['e2e/attached-up: with the time of each where it is asked for'],
    'Ctrl-C while `up` pulls, builds or creates': ['e2e/menu: Ctrl-C while an image is made ends with 130'],
    '`up` in the background of a terminal (`up &`)': ['e2e/menu: in the background attached up has no menu'],
    'keys `v`, `o`, `l`': ['e2e/menu: The keys of docker compose that open Docker Desktop'],
    '`down`, `stop`: a container that ignores its stop signal': [
      'e2e/slow-stop: nobody waits for its turn behind a container that does not hear its signal',
    ],
    'one-offs that have ended at `up --remove-orphans`': [
      'e2e/odd-states: up leaves a one-off that runs alone',
    ],
    'one-offs at `down`': [
      'e2e/unlike-compose: goes with its one-offs',
      'planner/commands/plan-down: takes the one-off that alone is left of a service',
    ],
  },
  'Watching files': {
    'from a save to the container': [
      'watch/loop/dev-loop: copied when it was quiet for 10 ms',
      'watch/loop/dev-loop: after a quarter of a second at the latest',
      'watch/loop/dev-loop: what git does while it holds its lock',
    ],
    'files that changed while nobody watched, a container that was replaced, restarted or stopped': [
      'e2e/watch: a container that was stopped, restarted or replaced meanwhile',
    ],
    'who owns synced files': [
      'e2e/watch: owned by its user',
      'e2e/watch: --as-host leaves files with their owners',
    ],
    '`sync` of a service without `build`': ['e2e/watch: without a build'],
    'a stopped container': ['watch/loop/dev-loop: a stopped container is told of'],
    '`rebuild` that gives the same image': ['e2e/watch: a rebuild replaces its service only'],
    '`rebuild` and dependencies': [
      'e2e/watch: a rebuild replaces its service only',
      'planner/commands/plan-watch: planRebuild builds one service, touches no other',
    ],
    'edits of the Compose file, `.env`, env files': [
      'e2e/watch: an edit of the Compose file is planned and shown',
    ],
    'a file that `path` names and `.dockerignore` leaves out (`Dockerfile`)': [
      'watch/rules/match-rule: always takes the file that the rule itself names',
    ],
    'a second watcher': ['e2e/watch: a second watcher is refused'],
    '`restart`, `sync+exec`, `include`, `initial_sync`': [
      'e2e/watch: sync+restart, sync+exec and restart do what they say',
      'watch/rules/match-rule: takes only what include names',
    ],
  },
  'Small commands': {
    'a variable that is not set, and a command that uses no values (`ps`, `logs`, `stop`, `start`, `down`, `kill`, `exec`, …)':
      [
        'cli/files/needs: are silent about variables whose values they do not use',
        'cli/files/needs: in one line, however often it is used',
      ],
    'an `env_file` or `label_file` that is missing, and a command that does not use it (those above, `build`, `pull`, `push`)':
      [
        'cli/files/needs: findContainers() needs no env file of a service',
        'cli/files/needs: needs no env file for images, and one for containers',
      ],
    '`pause` of what does not run, or is paused; `unpause` of what is not': [
      'e2e/commands-lifecycle: twice is no error',
      'e2e/unlike-compose: to unpause what is not paused',
    ],
    '`wait` for several services': ['e2e/commands-lifecycle: wait ends with the code of who failed'],
    '`ls` where there is an instance': ['ui/command-output: ls puts instances behind their project'],
    'piped answers to `rm`': ['e2e/commands-lifecycle: a piped y or yes removes'],
    '`rm -s`': ['e2e/unlike-compose: rm -s asks, on standard error, before it stops'],
    'fewer containers than there are, some of them not up to date': [
      'planner/up/plan-in-place: drops what is not up to date first',
      'planner/plan-properties-flags: removes replicas that are not up to date first',
    ],
    '`scale SERVICE=N`': ['e2e/unlike-compose: keeps what is in anonymous volumes when scale replaces'],
    '`port` without a port': ['e2e/commands-output: port and url without a service'],
    '`cp - SERVICE:PATH` with several replicas': ['e2e/commands-copy: cp - web:/tmp'],
    '`events`, text': ['e2e/commands-output: events --since --until lists'],
    '`events --since`, `--until`, `volumes`, `export`, `commit`, `stats --no-trunc`': [
      'e2e/commands-output: events --since --until lists',
      'e2e/commands-output: ls and volumes print',
      'e2e/commands-copy: export writes all files',
      'e2e/commands-copy: commit makes an image',
    ],
    '`top`': ['e2e/commands-output: top shows every process'],
    '`images`': ['e2e/commands-output: images --wide tells', 'ui/command-output: images has the columns'],
    '`--format {{.Name}}` with a field that does not exist': [
      'e2e/unlike-compose: a field of a template that is none',
    ],
    '`version`, `version --short`, `--version`': ['e2e/unlike-compose: for its version, which is its own'],
    '`version --format {{.Version}}`': [
      'e2e/unlike-compose: for a template of the version',
      'e2e/unlike-compose: a format of the version that is none',
    ],
    '`ps` with templates': [
      'ui/tables/ps-output: psRecord() has a digest only',
      'cli/look/image-digests: digestsIn() takes',
    ],
    '`ps --wide`, `images --wide`, `volumes --wide`, `url`, `open`': [
      'e2e/commands-output: ps --wide tells',
      'e2e/commands-output: volumes --wide tells',
      'e2e/commands-output: port and url',
    ],
    '`down`, `stop`, `restart`, `kill`, … and services whose profile is off': [
      'e2e/unlike-compose: also what a profile has started that is off by now',
      'e2e/up-and-down: profiles, scale and stop, start, restart',
      'planner/commands/plan-down: takes what a profile switched off started',
    ],
    '`down`: networks, and with `-v` volumes, that the files no longer have': [
      'e2e/unlike-compose: the network and volume that the files no longer have',
    ],
    '`down`, when the swarm of this engine runs the same project': [
      'planner/commands/plan-down: leaves networks of a swarm, on which the same project runs',
    ],
    '`down SERVICE`': ['planner/commands/plan-down: takes named services with what depends on them'],
    '`start SERVICE` that has no container': ['e2e/unlike-compose: start of what has no container'],
    '`start` of what needs a service that has no container': [
      'planner/plan-life: starts nothing without what it needs',
    ],
    '`up` and `start` when all runs, and a dependency is not healthy (any more)': [
      'planner/work/dependency-waits: waits for nobody where',
    ],
    '`exec --index N` when only a one-off has that number; `exec` while a one-off runs': [
      'e2e/exec: exec falls back to a one-off',
      'cli/find/running-container: before any one-off',
    ],
    '`logs -f`: the end of a container that was stopped': [
      'e2e/unlike-compose: with which code a service was stopped',
    ],
    'escape sequences and control characters that containers write, in `logs`, `up` and `dev` on a terminal':
      [
        'util/disarm: disarmColoured()',
        'ui/logs: LogPrinter lets a terminal obey',
        'cli/foreign-text: unless logs are asked for as they are',
        'cli/foreign-text: a pipe gets the lines of containers',
      ],
    'control characters, line ends and changes of direction in names, labels, commands, values and messages':
      [
        'cli/foreign-text: a terminal obeys nothing that files or the engine say',
        'cli/foreign-text: a pipe gets no control characters of others either',
        'cli/foreign-text: what is JSON in a pipe stays JSON on a terminal',
      ],
    'secrets in the labels, commands and attributes that `ps`, `volumes`, `top` and `events` show, in every format, and in the arguments and labels of `build --print`':
      [
        'cli/secrets: no command shows a secret, whether it fails or not',
        'cli/secrets: --reveal shows what labels hold',
      ],
    '`logs`: a last line without a line end': ['e2e/unlike-compose: for a last line without a line end'],
    '`logs`: lines of a service with a terminal (`tty`)': [
      'e2e/unlike-compose: for lines of a terminal, to pipe them on',
    ],
    '`port` of an address of IPv6; of a port that is only exposed': [
      'cli/commands/port: writes an address of IPv6 in brackets',
      'e2e/unlike-compose: a port that is only exposed',
    ],
    'the question of `rm`': ['e2e/unlike-compose: rm -s asks, on standard error'],
    'lines of progress on a pipe': ['ui/renderers: in the words of docker compose'],
    'a build on a pipe': ['ui/progress/build-text: as the plain progress of BuildKit does it'],
    'a build that fails, on a pipe: the block between dashes': [
      'ui/progress/build-text: between dashes, below the lines of the step',
      'ui/progress/build-text: repeats the last ten lines of a step that failed, where others stand between',
    ],
    'output of a builder during `build`, `up --build`, `run`': [
      'e2e/unlike-compose: what a builder says is no output',
    ],
    'values that mean nothing: `ps --status x`, `--ansi x`, `logs --tail x`, `exec --index -1`, `up --no-attach x`':
      [
        'e2e/unlike-compose: a service that is not to be shown',
        'e2e/unlike-compose: a state that there is not',
        'e2e/unlike-compose: a way of writing colours',
        'e2e/unlike-compose: a number of lines that is none',
        'e2e/unlike-compose: a negative replica',
      ],
    '`-t -1` of `stop`, `down`, `restart`, `up`; `--wait-timeout -1`': [
      'e2e/unlike-compose: a negative grace period',
      'e2e/unlike-compose: a negative time to wait',
    ],
    '`up -V --no-recreate`': ['e2e/unlike-compose: two flags of which one has no effect'],
    '`up -V` of what has not changed': ['e2e/odd-states: and renews them with -V'],
    '`up SERVICE`: networks and volumes that only other services use': [
      'e2e/unlike-compose: makes no network and no volume for services that were not asked for',
    ],
    '`-p NAME stop SERVICE`, and other commands, where there is no such service': [
      'e2e/unlike-compose: a service that is not there, without files',
    ],
    '`events SERVICE` where there is no such service': [
      'e2e/unlike-compose: events of a service that is not there',
    ],
    '`ps --format raw`': ['e2e/unlike-compose: for a template that is only a word'],
    '`--dry-run`': ['e2e/read-only: gets the plan of %s from plan as from --dry-run'],
    'an unknown command': [
      'e2e/unlike-compose: an unknown command',
      'cli/help/usage-error: says what to type instead',
    ],
  },
  'Reading files': {
    '`deploy.replicas`, `scale` or `--scale` of more than 10,000': [
      'spec/load/limits: that no engine has room for',
    ],
    'a named pipe or a device as a Compose file or env file': [
      'util/read-regular: waits for no writer of a named pipe',
      'util/read-regular: refuses what has no end',
    ],
    'variables that double with each line of an env file; files that include one another in more ways than anybody follows':
      [
        'spec/load/limits: at the first line that is too long',
        'spec/load/limits: in more ways than anybody follows',
      ],
    'attributes that came after 2.26 (`models`, `provider`, `gpus`, `label_file`, `pre_start`, hooks, `use_api_socket`, …)':
      ['spec/shape/compose-schema: accepts every form of every attribute'],
    '`oci://…` and repositories of git as Compose files ([remote-files.md](remote-files.md))': [
      'cli/remote/fetch-git: keeps the files of the commit that a branch has',
      'cli/remote/fetch-oci: lays the files out as docker compose does',
    ],
    'an env file, build context, secret or other file of this machine that a remote file names': [
      'spec/load/remote-files: a remote file reads nothing of this machine beyond its folder',
    ],
    'symbolic links of a repository that lead out of it': ['cli/remote/fetch-git: no symbolic link'],
    '`COMPOSE_FILE` with the address of a remote file': [
      'spec/load/remote-files: can be named by COMPOSE_FILE',
    ],
    '`github.com/me/app` as a Compose file': ['spec/read/remote-reference: leaves the path %s alone'],
    'commands that run, build or ask a registry, of a remote file that gets something of the host': [
      'cli/remote/agree-to-remote: refuses where nobody can answer',
    ],
    'a resource that an included file and the including file both declare': [
      'spec/load/unlike-compose: what an included file and its includer both describe',
    ],
    '`include` and `extends` in one file': [
      'spec/load/unlike-compose: a service that extends an included one',
    ],
    '`!reset` behind a merge key (`<<`)': ['spec/load/unlike-compose: !reset behind a merge key'],
    '`!reset` inside of what `!override` replaces': [
      'spec/load/unlike-compose: !reset inside of what !override replaces',
    ],
    '`{A: !reset }` over a list (`environment: [A=1]`, `labels`, `depends_on`)': [
      'spec/load/unlike-compose: !reset of one entry of a list',
      'spec/merge/apply-directives: takes one key away, out of a list too',
    ],
    '`!reset` that finds nothing, or stands in a list': [
      'spec/merge/apply-directives: says so when there is nothing to take away',
    ],
    '`name: !reset`': ['spec/load/unlike-compose: and a name that is taken away'],
    '`logging:` with nothing behind it, or `depends_on: [1]`, in a later file; `extends: {file: 1}`': [
      'spec/load/unlike-compose: logging with nothing behind it',
      'spec/load/unlike-compose: a dependency that is a number',
      'spec/load/unlike-compose: a file to extend that is a number',
    ],
    'durations in days and weeks (`1d`)': ['spec/load/unlike-compose: days'],
    'numbers and booleans in quotes': [
      'spec/load/unlike-compose: a number in quotes',
      'spec/attributes/short-syntax/short-syntax: numbers and booleans may be written as texts',
    ],
    '`mode` of secrets and configs as a text (`"0440"`)': [
      'spec/load/unlike-compose: the mode of a secret as a text',
    ],
    'dates (`2024-01-01`), `.inf` and `.nan` without quotes': [
      'spec/load/unlike-compose: a date and infinity without quotes',
    ],
    '`x-…` keys in free maps (`environment`, `labels`, `args`, `networks` of a service)': [
      'spec/load/unlike-compose: x-… among variables',
      'spec/load/unlike-compose: x-… among labels',
      'spec/load/unlike-compose: x-… among networks',
    ],
    '`${A:-{}}${B}`, and a default with line breaks': ['spec/variables/substitute: makes %j into %j'],
    '`$NAME` in an env file of a service': [
      'spec/load/unlike-compose: those of the project, then environment, then the files before',
    ],
    'a last line `NAME` without a line end in an env file': [
      'spec/variables/env-file: also on a last line without an end',
    ],
    '`=value` in an env file': ['spec/variables/env-file: reports every bad line'],
    "`.env` of the current folder and of the project's folder": [
      'spec/files/find-files: .env of the current folder over that of the project',
    ],
    'a repeated item in `cap_add`, `dns`, `ports`, `volumes` and other lists of one file': [
      'spec/load/unlike-compose: what one file repeats, once and with a warning',
    ],
    'an item that two files have in `security_opt`, `group_add`, `device_cgroup_rules`, `external_links`, `volumes_from`':
      ['spec/load/unlike-compose: an item of %s that two files have, once'],
    'one host written in two ways (`h:ip` and `h=ip`), a port published as a number and as a text, a volume at `/x` and `/x/`':
      [
        'spec/load/unlike-compose: one host written in two ways',
        'spec/load/unlike-compose: a port published as a number and as a text',
        'spec/load/unlike-compose: a volume at /x and at /x/',
      ],
    '`${A:-${B:?no}}` where A is set': [
      'spec/load/unlike-compose: a variable that must be set, where it is not looked at',
    ],
    '`${PWD}` where the environment has none': [
      'spec/load/unlike-compose: PWD where the environment has none',
    ],
    'an empty `COMPOSE_FILE`, an empty path in it': [
      'spec/load/unlike-compose: an empty COMPOSE_FILE',
      'spec/load/unlike-compose: an empty path in COMPOSE_FILE',
    ],
    '`name: ""` of a network or volume': ['spec/load/unlike-compose: whose name is empty'],
    '`ipam.options`': ['spec/load/unlike-compose: and options of ipam'],
    'an IPv6 address without brackets in a port (`::1:80:80`), a named pipe as a volume': [
      'spec/load/unlike-compose: an IPv6 address of a port without brackets',
      'spec/load/unlike-compose: a named pipe of Windows',
    ],
    'top-level `x-…` in several files': ['spec/load/unlike-compose: top-level x-… keys of several files'],
    '`$NAME` in an env file of an included service': [
      'spec/load/unlike-compose: the variables of an include in an env file',
    ],
    '`%YAML 1.2`, an empty document': [
      'spec/load/unlike-compose: a document that begins with %YAML 1.2',
      'spec/load/unlike-compose: an empty document',
    ],
    'line ends of Windows inside of quotes in an env file': [
      'spec/load/unlike-compose: line ends of Windows inside of quotes',
    ],
    '`"host: address"` in `extra_hosts`': ['spec/load/unlike-compose: a space behind the name of a host'],
    'a size with a point and without a unit (`mem_limit: 1.5`)': [
      'spec/load/unlike-compose: a size with a point and without a unit',
    ],
    '`deploy.resources.limits` without the amount that the service itself has (`cpus`, `mem_limit`, …)': [
      'spec/load/unlike-compose: limits of a deploy beside amounts',
    ],
    'a file without `services`': ['spec/load/unlike-compose: a file without services'],
    'an included file with a config whose content is in a variable that is set': [
      'spec/load/unlike-compose: a config of an included file',
    ],
    'all problems': ['spec/load/load-project: reports the problems of all files and all phases at once'],
    'an unknown policy in `restart`, an unknown `type` of a mount, a negative `scale`, an `expose` that is no port, a `host_ip` that is no address':
      [
        'spec/load/unlike-compose: restart: sometimes',
        'spec/load/unlike-compose: volumes: [{type: magic',
        'spec/load/unlike-compose: scale: -1',
        'spec/load/unlike-compose: expose: [x-y]',
        'spec/load/unlike-compose: host_ip: 1.2.3',
      ],
    "a container name of one letter or with characters that the engine refuses; one that two containers would have, also where it is another service's usual name":
      [
        'spec/load/unlike-compose: container_name: a',
        'spec/load/unlike-compose: a container that is called as that of another service',
        'spec/rules/check-rules: refuses attributes that contradict',
      ],
    '`environment: ["NAME =1"]`': ['spec/load/unlike-compose: NAME =1'],
    '`environment: ["=1"]`': ['spec/load/unlike-compose: "=1"'],
    'a hook (`post_start`, …) without a command': ['spec/load/unlike-compose: a hook without a command'],
    'a tmpfs and a volume on one path': ['spec/load/unlike-compose: a tmpfs and a volume on one path'],
    'unknown keys in `include` and `extends`': [
      'spec/load/unlike-compose: a key that extends does not have',
      'spec/load/unlike-compose: a key that include does not have',
    ],
    'a fraction where a whole number belongs (`cpu_shares`, `pids_limit`, `retries`, `priority`)': [
      'spec/load/unlike-compose: cpu_shares: 1.5',
      'spec/load/unlike-compose: priority: 1.5',
    ],
    'a size beyond 64 bits; a negative duration; port 0 in the long form of a port; a target of a volume that does not begin with `/`; capital letters in `ulimits`':
      [
        'spec/load/unlike-compose: mem_limit: 99999999999g',
        'spec/load/unlike-compose: stop_grace_period: -1s',
        'spec/load/unlike-compose: target: 0',
        'spec/load/unlike-compose: volumes: ["./a:b"]',
        'spec/load/unlike-compose: NOFILE',
      ],
    '`external: true` with attributes that describe the thing': [
      'spec/rules/check-rules: wants one source of a secret or config',
    ],
    "`service:x` in `additional_contexts` where x is not declared or not built; `build.platforms` without the service's `platform`; a rule of `watch` that syncs to nowhere":
      [
        'spec/load/unlike-compose: a context that is no service',
        'spec/load/unlike-compose: a platform that is not built for',
        'spec/load/unlike-compose: a rule of watch that syncs to nowhere',
      ],
  },
  '`config`': {
    'order of names, variables, environment, profiles': [
      'cli/config/show-config: puts what others need first',
    ],
    '`config SERVICE`': ['spec/load/unlike-compose: only the networks of the named services'],
    '`config --services SERVICE`': ['cli/config/show-config: --services db'],
    "`config 'w*'`": ['cli/config/show-config: a pattern for services takes those that are on'],
    '`models` and top-level keys in JSON': ['cli/config/show-config: keeps in JSON what the files say'],
    '`build.ssh` with a path in JSON': ['cli/config/show-config: keeps in JSON what the files say'],
    '`x-…` keys inside of an attribute of a service, in YAML': [
      'cli/config/show-config: keeps x-… of a service and of a build',
    ],
    '`ulimits: {core: 0}` in JSON': ['cli/config/show-config: keeps in JSON what the files say'],
    '`mode` of secrets and configs': ['spec/load/unlike-compose: the mode of a secret as a text'],
    '`bind.create_host_path: true`': ['spec/load/fixtures: as docker compose does'],
    '`--hash`': [
      'e2e/unlike-compose: has with config --hash what up has written',
      'planner/request/service-hashes: has what is written where ids of containers will be',
    ],
    '`--resolve-image-digests`': [
      'cli/config/show-config: --resolve-image-digests asks the registry',
      'cli/config/show-config: says which image a registry does not have',
    ],
    '`--lock-image-digests`, `--networks`, `--models`, `--environment`, `--no-env-resolution`, `--all-resources`':
      [
        'cli/config/show-config: --lock-image-digests prints',
        'cli/config/show-config: --volumes --all-resources',
      ],
    '`--variables --format json`': ['cli/config/show-config: --variables prints a table'],
    'a variable in an `env_file` that is set there and elsewhere': [
      'spec/load/unlike-compose: those of the project, then environment, then the files before',
    ],
    'an `env_file` with a line that begins with `=`': ['spec/variables/env-file: reports every bad line'],
    '`config -q` and what `up` would refuse because of the files alone: two containers with one port, a missing file, an invalid name of an image (`app:${UNSET}`)':
      ['cli/check/check-files: -q refuses what `check` refuses'],
    'files without services': ['spec/load/unlike-compose: a file without services'],
    '`--no-path-resolution` with an `env_file`': ['cli/config/show-config: finds env files beside the files'],
    '`--no-interpolate` with a volume such as `${DIR:-/a}:/b:ro`': [
      'cli/config/show-config: prints with --no-interpolate a volume',
    ],
    'exit codes': ['e2e/bad-input: exit code 1'],
  },
  'The command line': {
    '`COMPOSE_PROGRESS`, `COMPOSE_STATUS_STDOUT` and `COMPOSE_REMOVE_ORPHANS` in `.env`': [
      'e2e/switches: COMPOSE_PROGRESS, in %s',
      'e2e/switches: that removes orphans counts for down and kill too',
    ],
    'a misspelt value of a switch (`COMPOSE_PROGRESS=loud`)': [
      'e2e/switches: that cannot be read has no effect and says so',
    ],
    'an empty `COMPOSE_PARALLEL_LIMIT`': ['e2e/switches: one that is empty says nothing'],
    '`help`, `help COMMAND`': [
      'e2e/unlike-compose: for help as it asks other programs',
      'e2e/unlike-compose: for help of a command',
    ],
    'a flag in the wrong place (`up -p shop`)': ['cli/help/usage-error: says what to type instead'],
    '`-D`, `--debug`, `--verbose`': ['e2e/unlike-compose: sees with --debug every request'],
    '`DOCKER_HOST` and the like from `-H`, `--context`': [
      'e2e/unlike-compose: for the engine of a flag in its files',
    ],
    'an engine over ssh': ['e2e/remote: log in once each'],
  },
};
