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
