import { parseReference } from '../dockerfile/image-reference.ts';

/** The name of an official image, such as `node` of `docker.io/library/node:22`; undefined: it is none by its name. */
export function officialName(reference: string): string | undefined {
  const name = parseReference(reference).repository.replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
  return name.includes('/') ? undefined : name;
}

/** Official images of languages and systems: they name no user, have no healthcheck, and their programs stay what they are. */
export const LANGUAGES_AND_SYSTEMS: ReadonlySet<string> = new Set(
  `almalinux alpine amazoncorretto amazonlinux bash buildpack-deps busybox centos dart debian eclipse-temurin elixir erlang fedora
  golang gradle julia maven node openjdk oraclelinux perl php pypy python r-base rockylinux ruby rust swift tomcat ubuntu`.split(
    /\s+/,
  ),
);

/** Official images of servers. None of these has a healthcheck either: their makers leave it to those who run them. */
export const SERVERS: ReadonlySet<string> = new Set(
  'caddy haproxy httpd mariadb memcached mongo mysql nginx postgres rabbitmq redis traefik valkey'.split(' '),
);
