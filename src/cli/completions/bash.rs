//! Bash, which takes `s3:Get` for three words.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::env::EnvCompleter;

/// Completion for bash 3.2 and newer.
pub(super) struct Bash;

/// Puts words together again that bash broke at colons and equals signs, and takes from each
/// completion what bash leaves in place before the cursor.
const SCRIPT: &str = r#"_iamsim() {
    local IFS=$'\013'
    local line="${COMP_LINE}" trimmed piece left words=() count=0 i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        piece="${COMP_WORDS[i]}"
        trimmed="${line#"${line%%[![:space:]]*}"}"
        left="${trimmed#"$piece"}"
        if ((i == COMP_CWORD)) && [[ "$piece" != [:=] ]]; then
            piece="$2"
        fi
        if ((count > 0)) && [[ "$trimmed" == "$line" && -n "$line" ]]; then
            words[count - 1]+="$piece"
        else
            words[count]="$piece"
            count=$((count + 1))
        fi
        line="$left"
    done
    local prefix="${words[count - 1]}"
    prefix="${prefix%"$2"}"
    COMPREPLY=($(
        _CLAP_IFS="$IFS" \
            _CLAP_COMPLETE_INDEX="$((count - 1))" \
            _CLAP_COMPLETE_COMP_TYPE="${COMP_TYPE}" \
            VARIABLE="bash" \
            iamsim -- "${words[@]}"
    ))
    if [[ $? != 0 ]]; then
        unset COMPREPLY
        return
    fi
    for i in "${!COMPREPLY[@]}"; do
        COMPREPLY[i]="${COMPREPLY[i]#"$prefix"}"
    done
    if [[ ${#COMPREPLY[@]} != 1 || ! "${COMPREPLY[0]}" =~ [=/:]$ ]]; then
        compopt +o nospace 2>/dev/null
    fi
}
if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -o nospace -o bashdefault -o nosort -F _iamsim iamsim
else
    complete -o nospace -o bashdefault -F _iamsim iamsim
fi
"#;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(
        &self,
        var: &str,
        _name: &str,
        _bin: &str,
        _completer: &str,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        buf.write_all(SCRIPT.replace("VARIABLE", var).as_bytes())
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        clap_complete::env::Bash.write_complete(cmd, args, current_dir, buf)
    }
}
