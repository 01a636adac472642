#!/bin/sh
# Installs gantry @VERSION@: `sh install.sh`. Made by scripts/release/install-script.ts; POSIX shells, those of busybox too.
#
# It takes the archive for this machine from the release, or from beside this file, and refuses one that has not the
# checksum below.
set -eu

version='@VERSION@'
url='@URL@'
# name of the archive, sha256
sums='@SUMS@'

usage() {
  cat <<'TEXT'
usage: sh install.sh [--prefix DIR] [--from URL] [--plugin]
  --prefix DIR   below which to install (default: /usr/local for root, else ~/.local)
  --from URL     where the archives are: http, https, file, or a folder (default: the release, or beside this file)
  --plugin       also as `docker gantry`, for this user
TEXT
}

fail() {
  echo "error: $1" >&2
  exit 1
}

prefix=
from=
plugin=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --from)
      [ $# -gt 1 ] || fail "$1 needs a value"
      [ "$1" = --prefix ] && prefix=$2 || from=$2
      shift
      ;;
    --prefix=*) prefix=${1#*=} ;;
    --from=*) from=${1#*=} ;;
    --plugin) plugin=yes ;;
    -h | --help)
      usage
      exit
      ;;
    *)
      usage >&2
      fail "unknown argument $1"
      ;;
  esac
  shift
done

case $(uname -s) in
  Linux) os=linux ;;
  Darwin) os=darwin ;;
  *) fail "there is no executable for $(uname -s); gantry for Windows: npm install -g gantry" ;;
esac
case $(uname -m) in
  x86_64 | amd64) cpu=x64 ;;
  aarch64 | arm64) cpu=arm64 ;;
  *) fail "there is no executable for $(uname -m)" ;;
esac
libc=
if [ "$os" = linux ] && ! [ -e /lib64/ld-linux-x86-64.so.2 ] && ! [ -e /lib/ld-linux-aarch64.so.1 ]; then
  libc=-musl
fi
archive=gantry-$version-$os-$cpu$libc.tar.gz
sum=$(echo "$sums" | sed -n "s/^$archive //p")
[ -n "$sum" ] || fail "this release has no $archive"

if [ -z "$prefix" ]; then
  if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=$HOME/.local; fi
fi
beside=$(dirname "$0")
if [ -z "$from" ]; then
  if [ -f "$beside/$archive" ]; then from=$beside; else from=$url; fi
fi
[ -n "$from" ] || fail "say where $archive is: --from URL"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

case $from in
  http://* | https://*)
    echo "downloading $from/$archive"
    if command -v curl >/dev/null; then
      curl -fsSL -o "$scratch/$archive" "$from/$archive"
    elif command -v wget >/dev/null; then
      wget -q -O "$scratch/$archive" "$from/$archive"
    else
      fail 'curl or wget is needed'
    fi || fail "cannot download $from/$archive"
    ;;
  *) cp "${from#file://}/$archive" "$scratch/$archive" ;;
esac

if command -v sha256sum >/dev/null; then
  found=$(sha256sum "$scratch/$archive")
elif command -v shasum >/dev/null; then
  found=$(shasum -a 256 "$scratch/$archive")
else
  fail 'sha256sum or shasum is needed'
fi
found=${found%% *}
[ "$found" = "$sum" ] || fail "$archive has the checksum $found, and not $sum: nothing was installed"

mkdir "$scratch/files"
tar -xzf "$scratch/$archive" -C "$scratch/files"
mkdir -p "$prefix"
# By file, each renamed when it is whole: a gantry that runs keeps its own.
(cd "$scratch/files" && find . -type f -o -type l) | while IFS= read -r file; do
  mkdir -p "$prefix/$(dirname "$file")"
  cp -P "$scratch/files/$file" "$prefix/$file.new-$$"
  mv -f "$prefix/$file.new-$$" "$prefix/$file"
done
echo "script $from" >"$prefix/share/gantry/installed-by"

if [ -n "$plugin" ]; then
  plugins=${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
  mkdir -p "$plugins"
  ln -sf "$(cd "$prefix" && pwd)/bin/gantry" "$plugins/docker-gantry"
fi

"$prefix/bin/gantry" --version >/dev/null || fail "$prefix/bin/gantry does not start; on Alpine it needs: apk add libstdc++"
echo "gantry $version is in $prefix/bin"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) echo "add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
