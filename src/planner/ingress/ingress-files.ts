/** A folder of its own, which belongs to the user of the ingress: a file is moved into place there. */
export const CONFIG_FOLDER = '/etc/gantry-ingress';
export const CONFIG_PATH = `${CONFIG_FOLDER}/haproxy.cfg`;
/** The configuration to come, until it is known to be valid. */
export const NEXT_CONFIG_PATH = `${CONFIG_FOLDER}/next.cfg`;
/** Names the containers that get datagrams, in HAProxy's configuration. @param family `4` or `6` */
export const datagramBackend = (family: string): string => `datagrams${family}`;
