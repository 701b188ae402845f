// polc completion bash|zsh: prints a script for the shell to source.

#include <memory>

#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

constexpr std::string_view kBash =
    R"script(# polc completion for bash: source it, or write it to /etc/bash_completion.d/polc
_polc() {
  local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" verb="" i
  local globals="--stdlib --cache --colour --help"
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${COMP_WORDS[i]}" in
      check|lint|explain|eval|run|ask|test|schedule|trace|format|dump|audit|completion) verb="${COMP_WORDS[i]}"; break ;;
    esac
  done
  # bash takes the `=` of `--stage=ir` for a word.
  if [[ $word == "=" ]]; then
    word=""
  elif [[ $previous == "=" ]]; then
    previous="${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$previous" in
    --colour|--color) COMPREPLY=($(compgen -W "auto always never" -- "$word")); return ;;
    --stdlib|--cache) COMPREPLY=($(compgen -d -- "$word")); return ;;
    --severity|--fail-on) COMPREPLY=($(compgen -W "error warning note" -- "$word")); return ;;
    --rule)
      COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" explain 2>/dev/null | awk '/^POL/ { print $1, $3 }')" -- "$word"))
      return ;;
    --format|--output-format) COMPREPLY=($(compgen -W "ndjson csv" -- "$word")); return ;;
    --stage) COMPREPLY=($(compgen -W "ast ir planes llvm" -- "$word")); return ;;
  esac
  case "$verb:$word" in
    :*) COMPREPLY=($(compgen -W "check lint explain eval run ask test schedule trace format dump audit completion --version $globals" -- "$word")) ;;
    check:-*) COMPREPLY=($(compgen -W "--json --timings $globals" -- "$word")) ;;
    lint:-*)
      COMPREPLY=($(compgen -W "--rule --severity --fail-on --json --sarif --html --markdown --baseline --write-baseline --fix --as-case
        --today --no-cache --timings $globals" -- "$word")) ;;
    explain:-*) COMPREPLY=($(compgen -W "--json $globals" -- "$word")) ;;
    eval:-*) COMPREPLY=($(compgen -W "--json --explain --interpret --no-cache --timings --audit --audit-key
        --audit-time $globals" -- "$word")) ;;
    run:-*)
      COMPREPLY=($(compgen -W "--input --output --format --output-format --columns --map --other-columns --delimiter --rejects
        --messages --threads --summary --progress --no-progress --no-cache $globals" -- "$word")) ;;
    run:*) COMPREPLY=($(compgen -f -X '!*.@(pol|so|ndjson|csv)' -- "$word") $(compgen -d -- "$word")) ;;
    test:-*) COMPREPLY=($(compgen -W "--json $globals" -- "$word")) ;;
    schedule:-*) COMPREPLY=($(compgen -W "--json --svg $globals" -- "$word")) ;;
    trace:-*) COMPREPLY=($(compgen -W "--json $globals" -- "$word")) ;;
    format:-*) COMPREPLY=($(compgen -W "--check --write --output $globals" -- "$word")) ;;
    dump:-*) COMPREPLY=($(compgen -W "--stage $globals" -- "$word")) ;;
    audit:-*) COMPREPLY=($(compgen -W "--key --head --count --output --interpret --no-cache $globals" -- "$word")) ;;
    audit:*)
      if [[ $previous == audit ]]; then
        COMPREPLY=($(compgen -W "key head verify repair replay" -- "$word"))
      else
        COMPREPLY=($(compgen -f -- "$word"))
      fi ;;
    completion:*) COMPREPLY=($(compgen -W "bash zsh" -- "$word")) ;;
    explain:*)
      COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" explain 2>/dev/null | awk '/^POL/ { print $1, $3 }')" -- "$word")) ;;
    check:*|lint:*|format:*|dump:*) COMPREPLY=($(compgen -f -X '!*.pol' -- "$word") $(compgen -d -- "$word")) ;;
    trace:*) COMPREPLY=($(compgen -f -X '!*.@(pol|csv)' -- "$word") $(compgen -d -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -X '!*.@(pol|json)' -- "$word") $(compgen -d -- "$word")) ;;
  esac
}
shopt -s extglob
complete -o filenames -F _polc polc
)script";

constexpr std::string_view kZsh = R"script(#compdef polc
# polc completion for zsh: write it to a folder of $fpath as _polc
_polc() {
  local -a globals
  globals=(
    '--stdlib[folder that import std.x reads]:folder:_files -/'
    '--cache[folder of compiled policies]:folder:_files -/'
    '(--colour --color)'{--colour,--color}'[colours]:when:(auto always never)'
    '--help[show help]'
  )
  _arguments -C $globals '--version[show the version]' \
    '1:verb:((check\:"report every mistake" lint\:"find what cannot be meant" explain\:"explain a code" eval\:"determine cases" run\:"determine any number of cases" ask\:"ask what is missing" test\:"run cases" schedule\:"show surveillance" trace\:"compare with the document" format\:"lay out the text" dump\:"print a stage" audit\:"verify an audit log" completion\:"print this script"))' \
    '*::arguments:->arguments'
  [[ $state == arguments ]] || return
  case $words[1] in
    check) _arguments $globals '--json[as JSON]' '--timings[time of each step]' '*:policy:_files -g "*.pol"' ;;
    lint)
      _arguments $globals '--json[as JSON]' '--as-case[patients as case blocks]' '--fix[make safe edits]' \
        '*--rule[only this rule]:name or code:' \
        '--severity[least shown]:severity:(error warning note)' '--fail-on[least that fails]:severity:(error warning note)' \
        '--sarif[write SARIF]:file:_files' '--html[write a page]:file:_files -g "*.html"' \
        '--markdown[write Markdown]:file:_files -g "*.md"' \
        '--baseline[findings to leave out]:file:_files -g "*.json"' '--write-baseline[write the baseline]' \
        '--today[day of the run]:date:' '--no-cache[lint afresh]' '--timings[time of each step]' '*:policy:_files -g "*.pol"' ;;
    explain) _arguments $globals '--json[as JSON]' '*:name or code:' ;;
    ask)
      _arguments $globals '(-o --output)'{-o,--output}'[write the case]:file:_files -g "*.json"' \
        '1:policy:_files -g "*.pol"' '2:case:_files -g "*.json"' ;;
    eval)
      _arguments $globals '--json[as JSON]' '--explain[add the tree of reasons]' '--interpret[without native code]' \
        '--no-cache[compile afresh]' '--timings[time of each step]' \
        '--audit[add lines to this log]:file:_files' '--audit-key[key of the log]:file:_files' '--audit-time[RFC 3339]:time:' \
        '1:policy:_files -g "*.pol"' '*:case:_files -g "*.json"' ;;
    run)
      _arguments $globals '(-i --input)'{-i,--input}'[cases]:file:_files -g "*.(ndjson|csv)"' \
        '(-o --output)'{-o,--output}'[answers]:file:_files' '--format[of the input]:format:(ndjson csv)' \
        '--output-format[of the output]:format:(ndjson csv)' '--columns[what to write]:names:' \
        '*--map[column and fact]:map:' '--other-columns[pass over columns that are no facts]' '--delimiter[of CSV]:char:' \
        '--rejects[rows that are no cases]:file:_files' '--messages[how many mistakes to tell]:number:' \
        '--threads[how many]:number:' '--summary[count the outcomes]' '--no-progress[no progress]' '--no-cache[compile afresh]' \
        '1:policy:_files -g "*.(pol|so)"' ;;
    test) _arguments $globals '--json[as JSON]' '*:policy or case:_files -g "*.(pol|json)"' ;;
    schedule)
      _arguments $globals '--json[as JSON]' '--svg[draw the timeline]:file:_files -g "*.svg"' \
        '1:policy:_files -g "*.pol"' '2:path of a schedule:' '3:case:_files -g "*.json"' ;;
    trace) _arguments $globals '--json[as JSON]' '1:policy:_files -g "*.pol"' '2:outline:_files -g "*.csv"' ;;
    format) _arguments $globals '--check[tell what would change]' '--write[format in place]' {-o,--output}'[file to write]:file:_files' '*:policy:_files -g "*.pol"' ;;
    dump) _arguments $globals '--stage[which]:stage:(ast ir planes llvm)' '1:policy:_files -g "*.pol"' ;;
    audit)
      _arguments $globals '--key[key of the log]:file:_files' '--head[code of the anchor]:code:' \
        '--count[lines that the anchor counts]:number:' '(-o --output)'{-o,--output}'[file of the key]:file:_files' \
        '1:what:(key head verify repair replay)' '*:file:_files' ;;
    completion) _arguments '1:shell:(bash zsh)' ;;
  esac
}
if [[ $funcstack[1] == _polc ]]; then _polc "$@"; else compdef _polc polc; fi
)script";

}  // namespace

Verb completion_verb(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("completion", "Print a completion script for a shell");
  verb->add_option("SHELL", *shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  return {verb, [shell](const Globals&) { return write_output(*shell == "bash" ? kBash : kZsh); }};
}

}  // namespace pol::tool
