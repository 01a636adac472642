/** Which of its files an application has at the moment. */
export interface Version {
  /** In the environment of each container. */
  readonly number: number;
  /** Replicas of `web`. */
  readonly web: number;
  /** Another setting of the network `back`, which has to be made again. */
  readonly isInternal: boolean;
  /** `update_config` of `web`. Absent: it has none. */
  readonly update?: string;
}

export const FIRST: Version = { number: 1, web: 2, isInternal: false };

/** The content of the secret, which is copied into the containers of `db`. */
export const TOKEN = 'swordfish';

/** Where `db` keeps data: a volume with a name, and one without. */
export const DATA_FOLDERS = ['/data', '/scratch'] as const;

/** What the hooks write, and into which service. */
export const HOOK_MARKS = { db: '/data/prepared', web: '/hooked' } as const;

/**
 * An application with one of everything that a killed command can leave half done: volumes, networks, a copied secret, hooks,
 * replicas, dependencies, an image that is built.
 *
 * @param hasHooks docker compose 2.26 knows none
 */
export const composeFile = ({ number, web, isInternal, update }: Version, hasHooks: boolean): string => `
services:
  db:
    image: busybox
    init: true
    command: sleep 1h
    environment: {VERSION: "${number}"}
    volumes: ["data:/data", "/scratch"]
    secrets: [token]
    networks: [back]
${hasHooks ? `    pre_start: [{command: [sh, -c, "echo done > ${HOOK_MARKS.db}"]}]` : ''}
  web:
    image: busybox
    init: true
    command: sleep 1h
    environment: {VERSION: "${number}"}
    scale: ${web}
${update === undefined ? '' : `    deploy: {update_config: {${update}}}\n    x-gantry: {settle: 100ms}`}
    depends_on: [db]
    networks: [front, back]
${hasHooks ? `    post_start: [{command: [sh, -c, "echo done > ${HOOK_MARKS.web}"]}]` : ''}
  tool:
    build: {context: ., dockerfile_inline: "FROM busybox\\nENV VERSION=${number}\\n"}
    profiles: [tools]
networks:
  front: {}
  back: {internal: ${isInternal}}
volumes:
  data: {}
secrets:
  token: {environment: TOKEN}
`;

/** Which networks the containers of a service join. */
export const NETWORKS_OF = { db: ['back'], web: ['back', 'front'] } as const;
