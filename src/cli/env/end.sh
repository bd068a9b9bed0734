
if [ -s "$missed" ]; then
  printf 'exported to %s, but for what %s lists\n' "$folder" "$missed" >&2
  exit 1
fi
rm -f "$missed"
printf 'exported; see it with: iamsim env show %s\n' "$folder" >&2
