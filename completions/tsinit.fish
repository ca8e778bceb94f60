# Made by scripts/generate.mjs from src/core/options/table.ts

set -g __tsinit_choices_0 HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS
set -g __tsinit_choices_1 text json
set -g __tsinit_choices_2 zombies no-term-handler term-unsure pids-limit user-limit threads-max pid-max
set -g __tsinit_choices_3 all none
set -g __tsinit_choices_4 tsinit tini dumb-init catatonit pause

# The program and its arguments, if they are there.
function __tsinit_program
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    argparse -s 'g/group' 'all' 'r/rewrite=' 'grace=' 'stop-timeout=' 'stop-signal=' 'term-delay=' 'e/remap-exit=' 's/subreaper' 'p/parent-death-signal=' 'child-death-signal=' 'P/pause' 'termination-log=?' 'log-format=' 'status' 'json' 'max-zombies=' 'max-pids=' 'ignore=' 'processes=' 'w/warn-on-reap' 'v/verbose' 'as=' 'l/license' 'h/help' 'version' -- $words 2>/dev/null
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
    printf '%s\n' (string match -r '^(?:.*,)?' -- (__tsinit_value))$argv
end

# FROM:TO, or several with commas between.
function __tsinit_pairs
    set -l value (__tsinit_value)
    if string match -qr ':[^,]*$' -- $value
        printf '%s\n' (string match -r '^.*:' -- $value){0,$argv}
    else
        printf '%s\n' (string match -r '^(?:.*,)?' -- $value)$argv:
    end
end

complete -c tsinit -n __tsinit_no_program -s g -l group -d 'forward signals to PROGRAM\'s process group'
complete -c tsinit -n __tsinit_no_program -l all -d 'forward signals to every process in scope: as PID 1 the whole PID namespace, otherwise tsinit\'s descendants'
complete -c tsinit -n __tsinit_no_program -s r -l rewrite -x -a "(__tsinit_pairs \$__tsinit_choices_0)" -d 'forward signal TO when FROM comes (0: forward none); repeatable'
complete -c tsinit -n __tsinit_no_program -l grace -x -d 'once PROGRAM has ended, everyone left in scope gets TERM, and KILL after TIME; 0: exit at once'
complete -c tsinit -n __tsinit_no_program -l stop-timeout -x -d 'if PROGRAM has not ended TIME after the first stop signal, everyone in scope gets TERM, and KILL after the grace period'
complete -c tsinit -n __tsinit_no_program -l stop-signal -x -a "(__tsinit_list \$__tsinit_choices_0)" -d 'treat SIG as a stop signal too, like TERM; repeatable; with --status: SIG is what the container is stopped with'
complete -c tsinit -n __tsinit_no_program -l term-delay -x -d 'hold the first stop signal back for TIME'
complete -c tsinit -n __tsinit_no_program -s e -l remap-exit -x -d 'exit with M (0 if not given) where PROGRAM\'s exit code is N; repeatable'
complete -c tsinit -n __tsinit_no_program -s s -l subreaper -d 'be a child subreaper even as PID 1 (otherwise tsinit always is)'
complete -c tsinit -n __tsinit_no_program -s p -l parent-death-signal -x -a "(__tsinit_list \$__tsinit_choices_0)" -d 'get SIG when the parent process ends'
complete -c tsinit -n __tsinit_no_program -l child-death-signal -x -a "(__tsinit_list \$__tsinit_choices_0)" -d 'PROGRAM gets SIG when tsinit ends'
complete -c tsinit -n __tsinit_no_program -s P -l pause -d 'run no program: reap orphans until INT or a stop signal comes'
complete -c tsinit -n __tsinit_no_program -l termination-log -rF -d 'write why PROGRAM died to PATH (/dev/termination-log if not given)'
complete -c tsinit -n __tsinit_no_program -l log-format -x -a "(__tsinit_list \$__tsinit_choices_1)" -d 'write messages as text or json'
complete -c tsinit -n __tsinit_no_program -l status -d 'run no program: report how this container is doing, and exit with 0 (healthy), 1 (findings) or 125 (nothing could be seen)'
complete -c tsinit -n __tsinit_no_program -l json -d 'with --status: report in JSON'
complete -c tsinit -n __tsinit_no_program -l max-zombies -x -d 'with --status: tolerate N zombies'
complete -c tsinit -n __tsinit_no_program -l max-pids -x -d 'with --status: report when PERCENT of the pids limit is in use'
complete -c tsinit -n __tsinit_no_program -l ignore -x -a "(__tsinit_list \$__tsinit_choices_2)" -d 'with --status: make a note of such a finding, or of several (A,B); repeatable'
complete -c tsinit -n __tsinit_no_program -l processes -x -a "(__tsinit_list \$__tsinit_choices_3)" -d 'with --status: list N lines of processes at most, all or none; if not given 40, in JSON all'
complete -c tsinit -n __tsinit_no_program -s w -l warn-on-reap -d 'warn of every orphan reaped'
complete -c tsinit -n __tsinit_no_program -s v -l verbose -d 'say more, up to -vvv (the variable: 0 to 4, default 1)'
complete -c tsinit -n __tsinit_no_program -l as -x -a "(__tsinit_list \$__tsinit_choices_4)" -d 'keep the contract of the init NAME, as when called by that name; has to come first'
complete -c tsinit -n __tsinit_no_program -s l -l license -d 'print the licence and exit'
complete -c tsinit -n __tsinit_no_program -s h -l help -d 'print this help and exit'
complete -c tsinit -n __tsinit_no_program -l version -d 'print the version and exit'

complete -c tsinit -x -a '(__fish_complete_subcommand --commandline (__tsinit_program | string split0))'
