/**
 * One for each shell. All of them ask `gantry __complete` with the words up to the cursor, which answers in the shape
 * that printCompletion() describes.
 */
export const SCRIPTS = {
  // bash takes `=` and `:` for ends of words, and its own list of words with them, so the line is split anew.
  bash: `# gantry: completion for bash
__gantry_complete() {
  local line=\${COMP_LINE:0:COMP_POINT} words program out directive cur skip
  read -r -a words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  cur=\${words[\${#words[@]}-1]}
  program=\${words[0]}
  ((BASH_VERSINFO[0] >= 4)) && program=\${BASH_ALIASES[$program]:-$program}
  out=$($program __completeNoDesc "\${words[@]:1}" 2>/dev/null) || return
  directive=\${out##*:}
  out=\${out%:*}
  COMPREPLY=()
  skip=\${cur%"\${cur##*[=:]}"}
  local reply
  while IFS= read -r reply; do
    [[ -n $reply ]] && COMPREPLY+=("\${reply#"$skip"}")
  done <<<"$out"
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  local kind=
  if ((directive & 16)); then kind=-d; elif ! ((directive & 4)); then kind=-f; fi
  [[ -z $kind ]] && return
  # What else there is to choose from is no file name, and must not be quoted as one.
  ((\${#COMPREPLY[@]})) || compopt -o filenames 2>/dev/null
  while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen $kind -- "\${cur#"$skip"}")
}
complete -F __gantry_complete gantry
`,
  zsh: `#compdef gantry
# gantry: completion for zsh
_gantry() {
  local -a lines items program
  local line directive
  program=(\${(z)aliases[$words[1]]:-$words[1]})
  lines=("\${(@f)$("\${(@)program}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive=\${lines[-1]#:}
  for line in "\${(@)lines[1,-2]}"; do
    [[ -z $line ]] && continue
    if [[ $line == *$'\\t'* ]]; then
      items+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      items+=("\${line//:/\\\\:}")
    fi
  done
  if ((\${#items})); then
    if ((directive & 2)); then _describe -V gantry items -S ''; else _describe -V gantry items; fi
  fi
  # Behind --flag= the name of a file begins.
  [[ $words[CURRENT] == --*=* ]] && compset -P 1 '*='
  if ((directive & 16)); then _files -/; elif ! ((directive & 4)); then _files; fi
}
# As a file in $fpath it is run at the first use, in place of the function.
if [[ $funcstack[1] == _gantry ]]; then _gantry "$@"; else compdef _gantry gantry; fi
`,
  fish: `# gantry: completion for fish
function __gantry_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    set -l out ($words[1] __complete $words[2..-1] "$cur" 2>/dev/null)
    test (count $out) -gt 0; or return
    set -l directive (string sub -s 2 -- $out[-1])
    set -e out[-1]
    test (count $out) -gt 0; and printf '%s\\n' $out
    if test (math "bitand($directive, 16)") -ne 0
        __fish_complete_directories "$cur"
    else if test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path "$cur"
    end
end
complete -c gantry -f -a '(__gantry_complete)'
`,
} as const;
