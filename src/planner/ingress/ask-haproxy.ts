import { COMMAND_PORT } from './haproxy-config.ts';

/**
 * `ask SECONDS COMMAND`: tells HAProxy's master a command, and prints its answer. The end of the input, or `quit`, is the end of
 * the connection. A worker that is about to end may never answer.
 */
export const ASK = `
ask() {
  if command -v nc >/dev/null
  then printf '%s\\n' "$2" | timeout "$1" nc 127.0.0.1 ${COMMAND_PORT}
  else timeout "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/${COMMAND_PORT} && printf "%s\\nquit\\n" "$0" >&3 && cat <&3' "$2"
  fi
}`;
