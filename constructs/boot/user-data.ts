import { gzipSync, strToU8 } from 'fflate';
import type { BootFile } from './node';

/** Ends the first boot: says whether the node became one. */
const firstBoot = ['/usr/local/bin/mattermost-boot'];

/** What EC2 takes, and what counts are the compressed bytes, not their base64. */
export const mostUserDataBytes = 16_384;

/**
 * A cloud-config that writes the files and runs the commands, once in the life of an instance. The files stand in it as
 * they are, but for their remarks.
 * @throws Error on a text that a block of YAML cannot hold
 */
export const cloudConfig = (files: readonly BootFile[], run: readonly string[] = firstBoot): string =>
  `#cloud-config
write_files:
${files.map(entry).join('')}runcmd:
${run.map((command) => `- [${command}]\n`).join('')}`;

/** Control characters, and what YAML takes for the end of a line. */
const unprintable = /[^\P{Cc}\n\t]|[\u2028\u2029]/u;

/** What a program says of itself, and of its functions; to a class without a body its text is one. */
const docstrings = [/^((?:#!.*\n)?)"""(?:[^"]|"(?!""))*"""\n/, /^( *def .*\n) *"""(?:[^"]|"(?!""))*"""\n/gm];

/** Remarks are for people who read the files; without them a node does the same, and is told a tenth less. */
const withoutRemarks = (text: string): string => {
  const lines = text.replace(/^ *#(?!!).*\n/gm, '');
  return /^#!.*python|^"""/.test(text)
    ? docstrings.reduce((program, docstring) => program.replace(docstring, '$1'), lines)
    : lines;
};

const entry = ({ path, mode, text: whole }: BootFile): string => {
  const text = withoutRemarks(whole);
  if (!/^\S(.*[^\n])?\n$/s.test(text) || unprintable.test(text)) {
    throw new Error(
      `${path} does not fit into a cloud-config; allowed: text that begins with a printable character and ends with one line break`,
    );
  }
  return `- path: ${path}
  permissions: '${mode}'
  content: |
${text.replace(/^(?=.)/gm, '    ')}`;
};

/** Base64 of the compressed text. The compressor is not Node's: its bytes would differ from version to version. */
export const userData = (cloudConfigText: string): string =>
  base64(gzipSync(strToU8(cloudConfigText), { level: 9, mtime: 0 }));

/** What counts against the 16,384 bytes that EC2 takes. */
export const userDataBytes = (base64Text: string): number =>
  (base64Text.length / 4) * 3 - (/=*$/.exec(base64Text)?.[0].length ?? 0);

/**
 * User data of a node that finds these files at its first boot.
 * @param path of the construct, for the error
 * @throws Error where EC2 would not take it
 */
export function nodeUserData(files: readonly BootFile[], path: string): string {
  const text = userData(cloudConfig(files));
  const bytes = userDataBytes(text);
  if (bytes > mostUserDataBytes) {
    throw new Error(
      `'bootFiles' of ${path} are too large; given ${bytes} bytes, compressed; allowed: ${mostUserDataBytes}; let nodes download what is long`,
    );
  }
  return text;
}

/** Neither Node nor a browser is asked. */
function base64(bytes: Uint8Array): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const there = Math.min(3, bytes.length - i) + 1;
    text += [18, 12, 6, 0].map((shift, digit) => (digit < there ? digits[(group >> shift) & 63] : '=')).join('');
  }
  return text;
}
