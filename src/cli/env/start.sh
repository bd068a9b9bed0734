set -eu
folder=${1:-environment}
missed=$folder/not-exported.txt
AWS_PAGER=''
export AWS_PAGER
mkdir -p "$folder"
: > "$missed"

# miss WORDS: says that something could not be exported
miss() {
  printf 'not exported: %s\n' "$*" | tee -a "$missed" >&2
}

# keep FILE ABSENT COMMAND..: writes what a command says. An error called ABSENT says that there is none.
keep() {
  file=$folder/$1
  absent=$2
  shift 2
  mkdir -p "$(dirname "$file")"
  if "$@" --output json > "$file.new" 2> "$file.error" < /dev/null; then
    [ -s "$file.new" ] || printf '{}\n' > "$file.new"
    mv "$file.new" "$file"
  elif [ -n "$absent" ] && grep -q "$absent" "$file.error"; then
    printf 'null\n' > "$file"
    rm -f "$file.new"
  else
    miss "$@"
    cat "$file.error" >&2
    rm -f "$file.new"
  fi
  rm -f "$file.error"
}

# lines COMMAND..: what a command lists, one on a line
lines() {
  if said=$("$@" --output text < /dev/null); then
    printf '%s\n' "$said" | sed -e '/^None$/d' -e '/^$/d'
  else
    miss "$@"
  fi
}
