import type { Datagrams } from '../../model/ingress.ts';
import { ASK } from './ask-haproxy.ts';
import { datagramBackend } from './ingress-files.ts';

/** How the programs of this file say that nftables refuses the rules; what they print says more. */
export const RULES_REFUSED_EXIT = 30;

/** How long the ingress knows a client that sends nothing. */
const KEPT = '1m';
/** Of a client that has sent something within three seconds: who has been silent for longer is no reason to wait. */
const RECENT = 'expires (1m|5[789]s)';

/**
 * Shell functions for the rules by which datagrams go through an ingress: it has no program for them, the kernel passes them on, in the
 * network of the ingress alone.
 *
 * - Who gets them is what HAProxy knows: its configuration names the containers, and its resolvers know their addresses.
 * - `flows`: to whom the datagrams of a client go, by its address and port. They stay there as long as that container is `live`.
 * - Each address has a zone of connection tracking of its own, for the datagrams to it and its answers alike. A flow that goes over to
 *   another container is a new one there; those of the earlier one are answered all the same.
 * - `last_zone`: the last zone. Whoever writes rules removes the number that was read before: two never write at the same time.
 * - The comment of an address in `zones` is the name of its container, or `-` when it only may still answer.
 *
 * Source: nft(8), "SETS", "MAPS", "CT", "NAT STATEMENTS"; HAProxy's management guide, "show servers state".
 */
const functions = ({ ports, families }: Datagrams): string => `${ASK}
ports='${ports.join(', ')}'
families='${families === 'both' ? '4 6' : families === 'ipv6' ? '6' : '4'}'
nl='
'
# \`FAMILY ADDRESS NAME\` of each container in the configuration; the address is - when it has none.
named() {
  for family in $families
  do
    answer=$(ask 3 "@1 show servers state ${datagramBackend('$family')}" 2>/dev/null)
    case $answer in
      *srv_admin_state*) ;;
      *) return 1 ;;
    esac
    printf '%s\\n' "$answer" | while read -r id backend server name address state admin rest
    do
      [ "$backend" = "${datagramBackend('$family')}" ] || continue
      [ $((admin & 32)) = 0 ] || address=-
      case $family$address in
        4*.* | 6*:*) ;;
        *) address=- ;;
      esac
      echo "$family $address $name"
    done
  done
}
# \`FAMILY ADDRESS NAME ZONE\` of each container in the rules.
known() {
  for family in $families
  do
    nft list map inet gantry zones$family | tr ',{}' '\\n\\n\\n' |
      sed -n 's/^[[:blank:]]*\\([0-9a-f.:]*\\) comment "\\([^"]*\\)" : 0x\\([0-9a-f]*\\).*/\\1 \\2 \\3/p' |
      while read -r address name zone
      do echo "$family $address $name $((0x$zone))"
      done
  done
}
# \`FAMILY ADDRESS NAME ZONE STATE\`: to (new flows), leaving (those that it has), gone (only its answers).
wanted() {
  zone=$1
  printf '%s\\n' "$names" | while read -r family address name
  do
    zone=$((zone % 65535 + 1))
    case $address in
      '' | -) continue ;;
    esac
    has=$(printf '%s\\n' "$before" | sed -n "s/^$family $address $name //p")
    [ -n "$has" ] || has=$zone
    echo "$family $address $name $has to"
  done
  printf '%s\\n' "$before" | while read -r family address name zone
  do
    case "$nl$names" in
      *"$nl$family $address "* | *" $name"*) continue ;;
    esac
    case $name in
      '' | -) ;;
      "$forgotten") echo "$family $address - $zone gone" ;;
      *) echo "$family $address $name $zone leaving" ;;
    esac
  done
}
# \`FAMILY WHAT STATE…\`: the elements of a set, or of a map, of the containers in one of these states.
elements() {
  of=$1 what=$2 at=0
  shift 2
  printf '%s\\n' "$after" | while read -r family address name zone state
  do
    case "$family $* " in
      "$of "*"$state "*) ;;
      *) continue ;;
    esac
    case $what in
      comments) printf '%s comment "%s" : %s, ' $address $name $zone ;;
      answers) printf '%s : %s, ' $address $zone ;;
      targets) printf '%s : %s, ' $zone $address ;;
      numbers) printf '%s : %s, ' $zone $zone ;;
      zones) printf '%s, ' $zone ;;
      choices) printf '%s : %s, ' $at $zone ;;
    esac
    at=$((at + 1))
  done
}
# \`COUNTER NEXT\`: the rules for what \`wanted\` has said. Without a counter there are none yet.
rules() {
  if [ -n "$1" ]
  then echo "delete element inet gantry last_zone { $1 }"
  else
    echo 'create table inet gantry'
    echo 'add set inet gantry last_zone { type mark; }'
    echo 'add chain inet gantry arrive { type filter hook prerouting priority raw; }'
    echo 'add chain inet gantry send { type nat hook prerouting priority dstnat; }'
    echo 'add chain inet gantry leave { type nat hook postrouting priority srcnat; }'
    for family in $families
    do
      type=ipv"$family"_addr
      echo "add map inet gantry zones$family { type $type : mark; }"
      echo "add map inet gantry flows$family { type $type . inet_service . inet_service : mark; size 131072; flags dynamic,timeout; timeout ${KEPT}; }"
      echo "add chain inet gantry choose$family"
    done
  fi
  echo "add element inet gantry last_zone { $2 }"
  echo 'flush chain inet gantry arrive'
  echo 'flush chain inet gantry send'
  echo 'flush chain inet gantry leave'
  echo 'add rule inet gantry arrive iifname "lo" accept'
  echo 'add rule inet gantry leave meta mark != 0 ct status dnat masquerade'
  for family in $families
  do
    ip=ip icmp=icmp
    [ $family = 4 ] || ip=ip6 icmp=icmpv6
    flow="$ip saddr . udp sport . udp dport"
    echo "flush map inet gantry zones$family"
    echo "flush chain inet gantry choose$family"
    answers=$(elements $family answers to leaving gone)
    if [ -n "$answers" ]
    then
      echo "add element inet gantry zones$family { $(elements $family comments to leaving gone) }"
      echo "add rule inet gantry arrive udp sport { $ports } ct zone set $ip saddr map { $answers } accept"
      echo "add rule inet gantry arrive $icmp type destination-unreachable ct zone set $ip saddr map { $answers } accept"
    fi
    echo "add rule inet gantry arrive meta nfproto ipv$family udp dport { $ports } fib daddr type local goto choose$family"
    live=$(elements $family zones to leaving)
    if [ -n "$live" ]
    then
      zone="ct zone set meta mark map { $(elements $family numbers to leaving) }"
      echo "add rule inet gantry choose$family meta mark set $flow map @flows$family"
      echo "add rule inet gantry choose$family meta mark { $live } update @flows$family { $flow : meta mark }"
      echo "add rule inet gantry choose$family meta mark { $live } $zone accept"
      echo "add rule inet gantry send udp dport { $ports } dnat $ip to meta mark map { $(elements $family targets to leaving) }"
    fi
    choices=$(elements $family choices to)
    if [ -n "$choices" ]
    then
      set -- $(elements $family zones to)
      # An update renews an element, but does not change it.
      echo "add rule inet gantry choose$family delete @flows$family { $flow : meta mark }"
      echo "add rule inet gantry choose$family meta mark set jhash $ip saddr . udp sport mod $# seed 1 map { $choices }"
      echo "add rule inet gantry choose$family update @flows$family { $flow : meta mark }"
      echo "add rule inet gantry choose$family $zone accept"
    fi
    # Clients send it again, sooner than after an answer that says that nobody is there.
    echo "add rule inet gantry choose$family drop"
  done
}
# What the rules were before, what HAProxy knows now, and new rules from both.
apply() {
  for try in 1 2 3 4 5
  do
    counter=$(nft list set inet gantry last_zone 2>/dev/null | sed -n 's/.*elements = { *0x\\([0-9a-f]*\\).*/\\1/p')
    before=
    if [ -n "$counter" ]
    then counter=$((0x$counter)) before=$(known)
    fi
    names=$(named) || return 1
    after=$(wanted $((counter)))
    next=$((counter % 65535 + $(printf '%s\\n' "$names" | wc -l) + 1))
    if said=$(rules "$counter" $next | nft -f - 2>&1)
    then return 0
    fi
    sleep 0.1 2>/dev/null || sleep 1
  done
  printf '%s\\n' "$said" >&2
  return ${RULES_REFUSED_EXIT}
}
`;

/**
 * What an ingress with datagrams does: HAProxy, and beside it the rules, which go with the network of the ingress and come with it, and
 * follow the addresses of the containers. It is the first process: nobody can end it without the ingress.
 */
export const mainProgram = (datagrams: Datagrams): string => `${functions(datagrams)}
forgotten=
haproxy "$@" &
haproxy=$!
trap 'kill -TERM $haproxy; wait $haproxy; exit' TERM INT
last=none
while kill -0 $haproxy 2>/dev/null
do
  pause=1
  if names=$(named)
  then
    if [ "$names" != "$last" ]
    then
      if apply
      then last=$names
      elif [ "$last" = none ]
      then kill -TERM $haproxy; wait $haproxy; exit ${RULES_REFUSED_EXIT}
      fi
    fi
  else
    [ "$last" != none ] || pause=0.1
  fi
  { sleep $pause 2>/dev/null || sleep 1; } &
  wait $!
done
exit 1
`;

/** Datagrams follow the configuration that HAProxy has just taken. */
export const applyProgram = (datagrams: Datagrams): string => `${functions(datagrams)}
forgotten=
apply
`;

/** `NAME`: the flows of a container that gets no new ones go over to the others. */
export const forgetProgram = (datagrams: Datagrams): string => `${functions(datagrams)}
forgotten=$1
apply
`;

/** `NAME…`: prints how many clients have sent something to these containers a moment ago, in one line or more. */
export const recentProgram = (datagrams: Datagrams): string => `${functions(datagrams)}
before=$(known)
for family in $families
do
  recent=$(nft list map inet gantry flows$family | tr ',{}' '\\n\\n\\n' | grep -E '${RECENT}')
  for name
  do
    zone=$(printf '%s\\n' "$before" | sed -n "s/^$family [^ ]* $name //p")
    [ -z "$zone" ] || printf '%s\\n' "$recent" | grep -c ": 0x$(printf %08x $zone)"
  done
done
exit 0
`;

/** Tries rules for two containers. */
export const tryProgram = (datagrams: Datagrams): string => `${functions(datagrams)}
forgotten= before=
names=
for family in $families
do
  net=192.0.2.
  [ $family = 4 ] || net=2001:db8::
  names="$names$nl$family $net"'1 aaaaaaaaaaaa'"$nl$family $net"'2 bbbbbbbbbbbb'
done
after=$(wanted 0)
rules '' 8 | nft -f - || exit ${RULES_REFUSED_EXIT}
before=$(known)
[ -n "$before" ] || exit ${RULES_REFUSED_EXIT}
`;
