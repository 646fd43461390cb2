import { buildKey, systemOf, type MirrorFile, type System, type SystemName } from '../../../constructs/boot';
import { shellText } from '../preflight/aws';

/** How packages are had with all that they need, as if the machine had none of them, and made a repository. */
const repositories: Readonly<
  Record<System['format'], { readonly programs: readonly string[]; readonly text: string }>
> = {
  deb: {
    programs: ['apt-get', 'dpkg-deb'],
    text: String.raw`apt() {
  apt-get -qq -o APT::Sandbox::User=root -o Dir::State="$work/apt" -o Dir::State::status="$work/apt/status" \
    -o Dir::Cache="$work/apt" "$@"
}

download() (
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial" "$1/partial"
  : >"$work/apt/status"
  apt update
  apt -o Dir::Cache::archives="$1" --download-only --no-install-recommends --yes install "${'$'}{@:2}"
  rm -rf "$1/partial" "$1/lock"
  cd "$1"
  for file in *.deb; do
    # apt would decode the colon of an epoch, %3a.
    plain=${'$'}{file//%3a/_}
    [ "$plain" = "$file" ] || mv "$file" "$plain"
    dpkg-deb --field "$plain"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$plain" "$(wc -c <"$plain")" "$(digest "$plain")"
  done >Packages
)`,
  },
  rpm: {
    programs: ['dnf', 'createrepo_c'],
    text: String.raw`download() (
  dnf -q download --resolve --alldeps --destdir "$1" "${'$'}{@:2}"
  createrepo_c -q "$1"
)`,
  },
};

/** A file as lines of the script. */
const lines = ({ name, from, sha256, signature }: MirrorFile): string =>
  [
    typeof from === 'string' ? shellText(['get', name, from]) : shellText(['repository', name, ...from]),
    ...(sha256 ? [shellText(['check', name, sha256])] : []),
    ...(signature ? [shellText(['verify', name, signature])] : []),
  ].join('\n');

/**
 * A program for bash that gets the files, checks what can be checked, and then uploads them to the mirror.
 * @param key signs what has a signature
 */
export function script(
  files: readonly MirrorFile[],
  {
    mirror,
    system,
    key = buildKey,
  }: {
    readonly mirror: string;
    readonly system: SystemName;
    readonly key?: { readonly fingerprint: string; readonly url: string };
  },
): string {
  const { title, format, release } = systemOf(system);
  const bundled = files.some(({ from }) => typeof from !== 'string');
  const signed = files.some(({ signature }) => signature !== undefined);
  const { programs, text } = repositories[format];
  const needed = ['aws', 'curl', 'sha256sum', ...(signed ? ['gpg'] : []), ...(bundled ? programs : [])];
  return [
    String.raw`#!/bin/bash
# Fills ${mirror} with what nodes install. Nothing is uploaded before everything is there and checked.
set -euo pipefail

fail() {
  printf '%s: %s\n' "${'$'}{0##*/}" "$1" >&2
  exit 1
}

for program in ${needed.join(' ')}; do
  command -v "$program" >/dev/null || fail "$program is missing: install it"
done`,
    bundled &&
      String.raw`# shellcheck source=/dev/null
machine=$(. /etc/os-release && printf '%s:%s' "$ID" "$VERSION_ID")
case $machine in
  ${release}) ;;
  *) fail "the packages are those of ${title}, and this machine is $machine: run it on ${title}" ;;
esac`,
    String.raw`work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/mirror"
cd "$work/mirror"

# get NAME URL
get() {
  printf '%s from %s\n' "$1" "$2"
  curl --fail --location --silent --show-error --retry 3 --create-dirs --output "$1" "$2" || fail "$2 is not to be had"
}

digest() {
  sha256sum "$1" | cut -d ' ' -f 1
}`,
    files.some(({ sha256 }) => sha256) &&
      String.raw`# check NAME SHA-256
check() {
  [ "$(digest "$1")" = "$2" ] || fail "$1 is not what nodes accept; expected sha256 $2, got $(digest "$1")"
}`,
    signed &&
      String.raw`# verify NAME SIGNATURE: that the vendor's build key made it, and no other key of the same file
verify() {
  local key=${key.fingerprint} keys
  get ../key ${shellText([key.url])}
  get ../signature "$2"
  mkdir -m 700 "$work/gnupg"
  gpg --homedir "$work/gnupg" --batch --quiet --import ../key
  keys=$(gpg --homedir "$work/gnupg" --batch --with-colons --list-keys | sed -n 's/^fpr:*\([0-9A-F]*\):.*/\1/p')
  grep -qx "$key" <<<"$keys" || fail "the key of the vendor is another one; expected $key, got ${'$'}{keys//$'\n'/, }"
  gpg --homedir "$work/gnupg" --batch --status-fd 1 --verify ../signature "$1" 2>/dev/null |
    grep "^\[GNUPG:\] VALIDSIG .*$key\$" >/dev/null || fail "$1 is not signed by the vendor's key $key"
}`,
    bundled &&
      String.raw`${text}

# repository NAME PACKAGE...: the packages and all that they need, in one file
repository() {
  printf '%s: %s\n' "$1" "${'$'}{*:2}"
  mkdir "$work/$1"
  download "$work/$1" "${'$'}{@:2}"
  tar -cf "$1" -C "$work/$1" .
}`,
    files.map(lines).join('\n'),
    String.raw`aws s3 cp --recursive --only-show-errors . ${shellText([`${mirror}/`])}
printf '\nin ${mirror}:\n'
find . -type f -exec sha256sum {} +`,
  ]
    .filter((part) => part !== false)
    .join('\n\n')
    .concat('\n');
}
