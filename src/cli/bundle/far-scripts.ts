/*
 * What runs on the machine that a bundle goes to, in any POSIX shell. No script has a single quote: it stands between two of them on
 * its way. Answers begin with `@`, as the files of a login shell may write anything else. `$1` is the folder of the project, `$2` the
 * token of the transfer.
 */

/** The pieces are in a folder of the project's folder, which belongs to the transfer that wrote its token last. */
const ENTER = [
  'export LC_ALL=C; f=$1; t=$2',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  'case $f in "~") f=$HOME;; "~/"*) f=$HOME/${f#"~/"};; esac',
  'd=$f/.gantry-bundle',
  'own() { test "$(cat owner 2>/dev/null)" = "$t" || { echo "@taken"; exit 0; }; }',
  'sum() { { sha256sum 2>/dev/null || shasum -a 256 2>/dev/null || openssl dgst -sha256; } <"$1" | sed "s/.*= *//;s/ .*//"; }',
].join('; ');

const script = (...lines: readonly string[]): string => [ENTER, ...lines].join('; ');

/** Tells what is there: programs, whole pieces, and how much of others. */
export const OPEN = script(
  'mkdir -p "$f" || exit 1',
  '(umask 077; mkdir -p "$d") && cd "$d" && echo "$t" >owner || exit 1',
  'rm -rf in.* pieces.*',
  'echo "@folder $f"',
  'test -z "$(sum owner)" || echo "@sum"',
  'if command -v tar >/dev/null; then echo "@tar"; fi',
  'for g in gantry "$HOME/.local/bin/gantry" /usr/local/bin/gantry; do if p=$(command -v "$g") && test -n "$p"; then ' +
    'if "$p" unbundle --help 2>/dev/null | grep -q "in pieces"; then echo "@gantry $p"; else echo "@old $p"; fi; break; fi; done',
  'if command -v docker >/dev/null; then echo "@docker"; fi',
  'for x in *; do if test -f "$x"; then echo "@have $(wc -c <"$x") $x"; fi; done',
);

/**
 * Takes one piece, `$3`, of `$4` bytes. What another transfer had of it, `$5`, is copied first, as that one may still be at it. Says from where
 * the piece has to come, and what became of it.
 */
export const PUT = script(
  's=$3; n=$4; old=$5',
  'cd "$d" || exit 1; own; p=$s.$t.part',
  'if test "$old" != - && ! test -f "$p"; then cp "$old" "$p" || { rm -f "$p"; exit 1; }; rm -f "$old"; fi',
  'touch "$p" || exit 1',
  'a=$(($(wc -c <"$p"))); if test $a -gt $n; then rm -f "$p"; touch "$p"; a=0; fi; echo "@at $a"',
  'cat >>"$p" || exit 1',
  'own; test -f "$p" || { echo "@taken"; exit 0; }',
  'a=$(($(wc -c <"$p"))); if test $a -lt $n; then echo "@short $a"; exit 0; fi',
  'if test $a -eq $n && test "$(sum "$p")" = "$s"; then mv "$p" "$s" && rm -f "$s".*.part && echo "@whole"; else rm -f "$p"; echo "@other"; fi',
);

/** Takes an archive of small pieces. */
export const PUT_SMALL = script(
  'cd "$d" || exit 1; own',
  'rm -rf "in.$t"; mkdir "in.$t" || exit 1',
  '(cd "in.$t" && tar -xf -) || exit 1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  'own; for x in "in.$t"/*; do s=${x##*/}; if test "$(sum "$x")" = "$s"; then mv "$x" "$s" || exit 1; else rm -rf "in.$t"; echo "@other"; exit 0; fi; done',
  'rmdir "in.$t"; echo "@whole"',
);

/** Takes the list of pieces, and looks whether those that were there before are still what their names say: `$3`, with blanks between. */
export const LIST = script(
  'cd "$d" || exit 1; own',
  'cat >"pieces.$t" && mv "pieces.$t" pieces || exit 1',
  'while read -r x; do test -f "$x" || { echo "@lacks $x"; exit 0; }; done <pieces',
  'for x in $3; do if test "$(sum "$x")" != "$x"; then rm -f "$x"; echo "@other"; exit 0; fi; done',
  'echo "@whole"',
);

/** Has the gantry there, `$3`, take the bundle in; what it writes comes as it is. `$4`: its flags. */
export const UNBUNDLE = script(
  'cd "$d" || exit 1; own; cd; g=$3; shift 3',
  '"$g" unbundle "$d" --into "$f" "$@"',
);

/** Has docker take the images in. */
export const LOAD = script(
  'cd "$d" || exit 1; own',
  'while read -r x; do cat "$x" || exit 1; done <pieces | docker load',
);

export const CLEAN = script('cd "$d" || exit 0; own; cd .. && rm -rf .gantry-bundle');
