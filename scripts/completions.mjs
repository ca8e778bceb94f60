/** The shell completions: each function returns the text of one, from the options that scripts/generate.mjs reads. */

const MADE = "# Made by scripts/generate.mjs from src/core/options/table.ts";

/** A value of the form A:B has choices for both; A may be none of them but 0. */
const isPair = ({ value }) => value.includes(":");
/** Whether the value may be the next argument. */
const takesNext = ({ value }) => value !== "" && !value.startsWith("[");
const takesPath = ({ value }) => value === "[=PATH]";
const withChoices = (options) => options.filter(({ choices }) => choices.length > 0);
const names = (options, separator = " | ") => options.map(({ long }) => long).join(separator);
/** The letters of those that can stand before others in one argument. */
const flagLetters = (options) => options.flatMap(({ short, value }) => (value === "" ? short : [])).join("");

/** In bash and zsh: what an option's value may be, words with spaces between. */
function choicesFunction(options) {
  const lists = [...new Set(withChoices(options).map(({ choices }) => choices.join(" ")))];
  const cases = lists.map((list) => {
    const those = withChoices(options).filter(({ choices }) => choices.join(" ") === list);
    return `    ${names(those)})\n      echo ${list} ;;\n`;
  });
  return `_tsinit_choices() {\n  case $1 in\n${cases.join("")}  esac\n}\n`;
}

export function bashCompletion(options) {
  const letters = options.filter((option) => option.short !== "" && takesNext(option));
  return `${MADE}

# The values that the option $1 may have.
${choicesFunction(options)}
_tsinit() {
  # bash splits arguments at = and : as well
  local own=\${COMP_WORDS[COMP_CWORD]} words=() starts=() word i joins=
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ \${#words[@]} -gt 0 && ($joins || $word =~ ^[=:]+$) ]]; then
      words[-1]+=$word
    else
      words+=("$word") starts+=("$i")
    fi
    [[ $word =~ ^[=:]+$ ]] && joins=1 || joins=
  done

  # where the program is, if it is there; the option whose value the current argument is
  local cur=\${words[-1]} option= program=
  for ((i = 0; i < \${#words[@]} - 1; i++)); do
    word=\${words[i]}
    if [[ $option ]]; then
      option=
    elif [[ $word == -- ]]; then
      program=\${starts[i + 1]}
      break
    elif [[ $word =~ ^--(${names(options.filter(takesNext), "|")})$ ]]; then
      option=\${BASH_REMATCH[1]}
${letters
  .map(
    ({ short, long }) => `    elif [[ $word =~ ^-[${flagLetters(options)}]*${short}$ ]]; then
      option=${long}
`,
  )
  .join("")}    elif [[ $word != -?* ]]; then
      program=\${starts[i]}
      break
    fi
  done

  if [[ $program && $program -lt $COMP_CWORD ]]; then
    # of bash-completion, under its new name and its old one; without it, files are proposed
    if declare -F _comp_command_offset >/dev/null; then
      _comp_command_offset "$program"
    elif declare -F _command_offset >/dev/null; then
      _command_offset "$program"
    fi
    return
  fi

  local value=$cur
  if [[ ! $program && ! $option && $cur == --*=* ]]; then
    option=\${cur%%=*}
    option=\${option#--}
    value=\${cur#*=}
  fi
  if [[ $option == @(${names(options.filter(takesPath), "|")}) ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$value")
    compopt -o filenames 2>/dev/null
  elif [[ $option ]]; then
    local last=\${value##*[,:]} choices suffix=
    choices=$(_tsinit_choices "$option")
    if [[ $option == @(${names(
      options.filter(isPair).filter(({ choices }) => choices.length > 0),
      "|",
    )}) ]]; then
      if [[ \${value##*,} == *:* ]]; then
        choices+=" 0"
      else
        suffix=:
        compopt -o nospace 2>/dev/null
      fi
    fi
    mapfile -t COMPREPLY < <(compgen -P "\${value%"$last"}" -S "$suffix" -W "$choices" -- "$last")
  elif [[ ! $program && $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${options.map(({ long }) => `--${long}`).join(" ")}" -- "$cur")
    return
  else
    mapfile -t COMPREPLY < <(compgen -c -- "$cur" | sort -u)
    return
  fi

  # bash has the beginning already, up to where it split the argument
  [[ $own =~ ^[=:]+$ ]] && own=
  COMPREPLY=("\${COMPREPLY[@]/#/"\${cur%"$value"}"}")
  COMPREPLY=("\${COMPREPLY[@]#"\${cur%"$own"}"}")
}

complete -o bashdefault -o default -F _tsinit tsinit
`;
}

export function zshCompletion(options) {
  const quoted = (text) => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, "\\$&");
  const spec = (option) => {
    const { short, long, value, help, choices, isRepeatable } = option;
    const action = takesPath(option)
      ? "_files"
      : choices.length === 0
        ? " "
        : isPair(option)
          ? ` _tsinit_pairs ${long}`
          : ` _tsinit_list ${long}`;
    const argument =
      value === "" ? "" : `${takesPath(option) ? "::" : ":"}${quoted(value.replace(/^\[=(.*)\]$/, "$1"))}:${action}`;
    const equals = value === "" ? "" : takesPath(option) ? "=-" : "=";
    const forms = short === "" ? `--${long}${equals}` : `'{-${short}${value === "" ? "" : "+"},--${long}${equals}}'`;
    const excluded = isRepeatable ? "*" : short === "" ? "" : `(-${short} --${long})`;
    return `    '${excluded}${forms}[${quoted(help)}]${argument}' \\\n`.replace("''{", "{");
  };
  return `#compdef tsinit
${MADE}

# The values that the option $1 may have.
${choicesFunction(options)}
# One of them, or several with commas between.
_tsinit_list() {
  compset -P '*,'
  compadd -- $(_tsinit_choices $1)
}

# FROM:TO, or several with commas between.
_tsinit_pairs() {
  compset -P '*,'
  if compset -P '*:'; then
    compadd -- 0 $(_tsinit_choices $1)
  else
    compadd -S : -- $(_tsinit_choices $1)
  fi
}

_tsinit() {
  _arguments -s -S \\
${options.map(spec).join("")}    '(-)1:program: _command_names -e' \\
    '*:: :_normal'
}

_tsinit "$@"
`;
}

export function fishCompletion(options) {
  const quoted = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lists = [...new Set(withChoices(options).map(({ choices }) => choices.join(" ")))];
  const names = options.map((option) => {
    const { short, long } = option;
    return `${short === "" ? "" : `${short}/`}${long}${takesNext(option) ? "=" : option.value === "" ? "" : "=?"}`;
  });
  const line = (option) => {
    const { short, long, help, choices } = option;
    const name = `complete -c tsinit -n __tsinit_no_program${short === "" ? "" : ` -s ${short}`} -l ${long}`;
    const list = `$__tsinit_choices_${lists.indexOf(choices.join(" "))}`;
    const values =
      choices.length === 0 ? "" : ` -a "(__tsinit_${isPair(option) ? "pairs" : "list"} ${list.replace("$", "\\$")})"`;
    const kind = option.value === "" ? "" : takesPath(option) ? " -rF" : " -x";
    return `${name}${kind}${values} -d ${quoted(help)}\n`;
  };
  return `${MADE}

${lists.map((list, i) => `set -g __tsinit_choices_${i} ${list}\n`).join("")}
# The program and its arguments, if they are there.
function __tsinit_program
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    argparse -s ${names.map(quoted).join(" ")} -- $words 2>/dev/null
    test -n "$argv"; and not string match -qr '^-' -- $argv[1]; and string join0 -- $argv
end

function __tsinit_no_program
    not __tsinit_program >/dev/null
end

# What is there of an option's value.
function __tsinit_value
    commandline -ct | string replace -r '^--[^=]*=' ''
end

# One of the arguments, or several with commas between.
function __tsinit_list
    printf '%s\\n' (string match -r '^(?:.*,)?' -- (__tsinit_value))$argv
end

# FROM:TO, or several with commas between.
function __tsinit_pairs
    set -l value (__tsinit_value)
    if string match -qr ':[^,]*$' -- $value
        printf '%s\\n' (string match -r '^.*:' -- $value){0,$argv}
    else
        printf '%s\\n' (string match -r '^(?:.*,)?' -- $value)$argv:
    end
end

${options.map(line).join("")}
complete -c tsinit -x -a '(__fish_complete_subcommand --commandline (__tsinit_program | string split0))'
`;
}
