# Made by scripts/generate.mjs from src/core/options/table.ts

# The values that the option $1 may have.
_tsinit_choices() {
  case $1 in
    rewrite | stop-signal | parent-death-signal | child-death-signal)
      echo HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS ;;
    log-format)
      echo text json ;;
    ignore)
      echo zombies no-term-handler term-unsure pids-limit user-limit threads-max pid-max ;;
    processes)
      echo all none ;;
    as)
      echo tsinit tini dumb-init catatonit pause ;;
  esac
}

_tsinit() {
  # bash splits arguments at = and : as well
  local own=${COMP_WORDS[COMP_CWORD]} words=() starts=() word i joins=
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ ${#words[@]} -gt 0 && ($joins || $word =~ ^[=:]+$) ]]; then
      words[-1]+=$word
    else
      words+=("$word") starts+=("$i")
    fi
    [[ $word =~ ^[=:]+$ ]] && joins=1 || joins=
  done

  # where the program is, if it is there; the option whose value the current argument is
  local cur=${words[-1]} option= program=
  for ((i = 0; i < ${#words[@]} - 1; i++)); do
    word=${words[i]}
    if [[ $option ]]; then
      option=
    elif [[ $word == -- ]]; then
      program=${starts[i + 1]}
      break
    elif [[ $word =~ ^--(rewrite|grace|stop-timeout|stop-signal|term-delay|remap-exit|parent-death-signal|child-death-signal|log-format|max-zombies|max-pids|ignore|processes|as)$ ]]; then
      option=${BASH_REMATCH[1]}
    elif [[ $word =~ ^-[gsPwvlh]*r$ ]]; then
      option=rewrite
    elif [[ $word =~ ^-[gsPwvlh]*e$ ]]; then
      option=remap-exit
    elif [[ $word =~ ^-[gsPwvlh]*p$ ]]; then
      option=parent-death-signal
    elif [[ $word != -?* ]]; then
      program=${starts[i]}
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
    option=${cur%%=*}
    option=${option#--}
    value=${cur#*=}
  fi
  if [[ $option == @(termination-log) ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$value")
    compopt -o filenames 2>/dev/null
  elif [[ $option ]]; then
    local last=${value##*[,:]} choices suffix=
    choices=$(_tsinit_choices "$option")
    if [[ $option == @(rewrite) ]]; then
      if [[ ${value##*,} == *:* ]]; then
        choices+=" 0"
      else
        suffix=:
        compopt -o nospace 2>/dev/null
      fi
    fi
    mapfile -t COMPREPLY < <(compgen -P "${value%"$last"}" -S "$suffix" -W "$choices" -- "$last")
  elif [[ ! $program && $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "--group --all --rewrite --grace --stop-timeout --stop-signal --term-delay --remap-exit --subreaper --parent-death-signal --child-death-signal --pause --termination-log --log-format --status --json --max-zombies --max-pids --ignore --processes --warn-on-reap --verbose --as --license --help --version" -- "$cur")
    return
  else
    mapfile -t COMPREPLY < <(compgen -c -- "$cur" | sort -u)
    return
  fi

  # bash has the beginning already, up to where it split the argument
  [[ $own =~ ^[=:]+$ ]] && own=
  COMPREPLY=("${COMPREPLY[@]/#/"${cur%"$value"}"}")
  COMPREPLY=("${COMPREPLY[@]#"${cur%"$own"}"}")
}

complete -o bashdefault -o default -F _tsinit tsinit
