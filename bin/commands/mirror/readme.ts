import { buildKey, systemOf, type MirrorFile } from '../../../constructs/boot';
import type { Plan } from '../../../architectures/sizing';

const code = (text: string): string => `\`${text}\``;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const rowOf = ({ name, what, from, sha256 }: MirrorFile): string =>
  row([
    code(name),
    what,
    typeof from === 'string' ? from : `the distribution: ${from.join(', ')}, and all that they need`,
    sha256 ? code(sha256) : 'not known beforehand',
  ]);

/** What the files of a mirror are, and how they come there. */
export function readme({ request }: Plan, files: readonly MirrorFile[]): string {
  const { mirror, operatingSystem, egress, region, version } = request;
  const { title } = systemOf(operatingSystem);
  const bundled = files.some(({ from }) => typeof from !== 'string');
  return `# What is in ${mirror}

For server ${version}, ${title} and egress ${egress}.

${row(['Name in the mirror', 'What', 'From', 'SHA-256'])}
${row(['---', '---', '---', '---'])}
${files.map(rowOf).join('\n')}

## How to fill it

1. The bucket must be in the region of the deployment${region ? `, ${region}` : ''}. Its policy must let the account of the nodes read it; the
   plan gives their roles \`s3:GetObject\` below ${mirror}/, and no permission to use a key of your own.
2. Take \`fill-mirror.sh\` to a machine ${bundled ? `that runs ${title},` : 'that runs Linux,'} has the internet, the AWS command line and credentials
   that may \`s3:PutObject\` there. It gets the files, checks the tarball by its SHA-256 and by the vendor's signature (key
   ${buildKey.fingerprint}), and then uploads everything.${bundled ? `\n   Packages are taken as if the machine had none of them, so that what it has installed does not matter.` : ''}
3. Keep the list of SHA-256 that it prints at its end: the agent${bundled ? ', the packages' : ''} and the certificates are those of the day.
4. Deploy. Run it again for another version of the server${bundled ? ' and for patches of the packages' : ''}: nodes that start afterwards find
   what is there then.
${
  region
    ? ''
    : `
No region was named: the certificates are those of the commercial regions. Name it, \`--region\`, for GovCloud or China.
`
}`;
}
