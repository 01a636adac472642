import { ASK } from '../../planner/ingress/ask-haproxy.ts';
import { CONFIG_PATH, NEXT_CONFIG_PATH } from '../../planner/ingress/ingress-files.ts';

/** How the program that reloads says how it went. */
export const RELOAD_EXIT = { refused: 20, failed: 21, silent: 22 } as const;

/** Before the statistics of a worker stands its process id, behind them whether it has said all: `worker 24`, `answered 24`. */
export const WORKER = 'worker';
export const ANSWERED = 'answered';

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

/** Goes back to the configuration before the one that was just taken. */
export const GO_BACK = `${ASK}
mv -f ${CONFIG_PATH}.before ${CONFIG_PATH}
ask 30 reload
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
