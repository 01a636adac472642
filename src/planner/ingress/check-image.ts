import type { Datagrams } from '../../model/ingress.ts';
import { tryProgram } from './datagram-program.ts';

/** How the program that looks into an image says what is wrong with it; what it prints says more. */
export const CHECK_EXIT = { lacks: 20, version: 21 } as const;

/**
 * Ends well in an image that an ingress can be made of: with HAProxy 3 or later, and the programs that gantry runs beside it. Else it
 * prints those that are missing, or which HAProxy there is.
 */
export const checkImage = (datagrams?: Datagrams): string => `
missing=
for program in haproxy timeout cp mv${datagrams === undefined ? '' : ' nft sed tr grep'}
do command -v $program >/dev/null || missing="$missing $program"
done
command -v nc >/dev/null || command -v bash >/dev/null || missing="$missing nc"
if [ -n "$missing" ]
then printf '%s\\n' $missing; exit ${CHECK_EXIT.lacks}
fi
version=$(haproxy -v 2>&1)
case $version in
  *'HAProxy version '[3-9].*|*'HAProxy version '[1-9][0-9]*.*) ;;
  *)
    printf '%s\\n' "$version"
    exit ${CHECK_EXIT.version}
    ;;
esac
${datagrams === undefined ? 'exit 0' : tryProgram(datagrams)}`;
