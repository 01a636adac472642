import { COMMAND_PORT } from '../../planner/ingress/haproxy-config.ts';
import { CONFIG_PATH, NEXT_CONFIG_PATH } from '../../planner/ingress/ingress-files.ts';

/** How the program that reloads says how it went. */
export const RELOAD_EXIT = { refused: 20, failed: 21, silent: 22 } as const;

/** Before the statistics of a worker stands its process id, behind them whether it has said all: `worker 24`, `answered 24`. */
export const WORKER = 'worker';
export const ANSWERED = 'answered';

/**
 * `ask SECONDS COMMAND`: tells HAProxy's master a command, and prints its answer. The end of the input, or `quit`, is the end of
 * the connection. A worker that is about to end may never answer.
 */
const ASK = `
ask() {
  if command -v nc >/dev/null
  then printf '%s\\n' "$2" | timeout "$1" nc 127.0.0.1 ${COMMAND_PORT}
  else timeout "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/${COMMAND_PORT} && printf "%s\\nquit\\n" "$0" >&3 && cat <&3' "$2"
  fi
}`;

/**
 * Takes the next configuration if HAProxy finds it valid and starts with it. Else the present one stays, on the disk too: HAProxy
 * reads it when it is started again.
 */
export const RELOAD = `${ASK}
haproxy -c -q -f ${NEXT_CONFIG_PATH} || exit ${RELOAD_EXIT.refused}
cp ${CONFIG_PATH} ${CONFIG_PATH}.before
mv -f ${NEXT_CONFIG_PATH} ${CONFIG_PATH}
answer=$(ask 30 reload)
case $answer in
  *Success=1*) exit 0 ;;
  '') code=${RELOAD_EXIT.silent} ;;
  *) code=${RELOAD_EXIT.failed} ;;
esac
mv -f ${CONFIG_PATH}.before ${CONFIG_PATH}
printf '%s\\n' "$answer"
exit $code
`;

/** Prints what each worker, the present and the earlier ones, knows of the containers behind it. */
export const STATISTICS = `${ASK}
ask 3 'show proc' | while read -r pid kind rest
do
  [ "$kind" = worker ] || continue
  echo "${WORKER} $pid"
  ask 2 "@!$pid show stat -1 4 -1" && echo "${ANSWERED} $pid"
done
exit 0
`;

/** How long one question about ports lasts at most, and its program, should nobody wait for it any more. */
const ASKS_FOR_S = 5;

/**
 * `HOST PORT…`: prints each of these ports as soon as the host accepts a connection on it, and ends when it has accepted one on all of
 * them. A \`nc\` that waits for more than its connection is ended from outside, with the code of its \`timeout\`.
 */
export const CONNECT: readonly string[] = [
  'timeout',
  String(ASKS_FOR_S),
  'sh',
  '-c',
  `
accepts() {
  if command -v nc >/dev/null
  then
    timeout 2 nc -w 1 "$1" "$2" </dev/null >/dev/null 2>&1
    case $? in 0 | 124 | 143) return 0 ;; *) return 1 ;; esac
  else timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
  fi
}
host=$1
shift
while :
do
  closed=
  for port
  do
    if accepts "$host" "$port"
    then echo "$port"
    else closed="$closed $port"
    fi
  done
  [ -n "$closed" ] || exit 0
  set -- $closed
  sleep 0.3 || sleep 1
done
`,
  'sh',
];
