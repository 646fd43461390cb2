import type { Plan } from '../../../architectures/sizing';
import { systemOf, type FleetName } from '../../../constructs/boot';
import { baseOf, folders } from './template';

/** How the images come to be, line by line. */
export const commandsOf = ({ request }: Plan, fleets: readonly FleetName[]): readonly string[] =>
  fleets.flatMap((fleet) => {
    const file = `${folders[fleet]}.pkr.json`;
    const variables = [
      ...(request.region ? [] : ['region=eu-central-1']),
      'subnet=subnet-0123456789abcdef0',
      ...(request.mirror ? ['instance_profile=images'] : []),
    ];
    return [`packer init ${file}`, `packer build ${variables.map((each) => `-var ${each} `).join('')}${file}`];
  });

/** How the request names them. */
export const pinsOf = (fleets: readonly FleetName[]): readonly string[] =>
  fleets.map((fleet) => `${fleet}.image=ami-…`);

/** What the folder holds, and what to do with it. */
export function readme(plan: Plan, fleets: readonly FleetName[]): string {
  const { operatingSystem, version, mirror, egress } = plan.request;
  const { title, run } = systemOf(operatingSystem);
  const holds = {
    appFleet: `server ${version}, unpacked and checked by its SHA-256; the CloudWatch agent`,
    proxy: 'NGINX and HAProxy of the distribution; the CloudWatch agent',
  };
  return `# Images of ${title}

${fleets.map((fleet) => `- \`${folders[fleet]}.pkr.json\`, from ${baseOf(plan, fleet)}: ${holds[fleet]}.`).join('\n')}

A node that starts from such an image finds installed what it would install, and does the rest of its first boot: it reads
its late values, asks for the root certificates of RDS, and starts. Its user data are the same as without an image. Nothing
in an image is secret, of one deployment, or of one machine: \`bake.sh\` removes the files of the plan, keys of SSH, the id of
the machine and the logs, and cloud-init runs again on each node.
${run ? '' : `\nImages of ${title} were rendered and checked as text; none was built.\n`}
## Build

Packer 1.11 or later, and credentials that may do what [Packer's page on the builder](https://developer.hashicorp.com/packer/integrations/hashicorp/amazon) lists.

\`\`\`sh
${commandsOf(plan, fleets).join('\n')}
\`\`\`

- The subnet needs the way out that nodes have${egress === 'nat' ? '' : ` (egress ${egress})`}. Packer reaches the machine by its private address; from outside say
  \`-var ssh_interface=public_ip -var ssh_from=…\`, or \`session_manager\`.
- The machine is asked for its metadata by version 2 only, and so are the nodes. Its disk is encrypted; with
  \`-var encryption_key=…\` by a key of yours, which \`AWSServiceRoleForAutoScaling\` must be allowed to use.
${mirror ? `- The instance profile lets the machine read ${mirror}/.\n` : ''}
## Use

\`\`\`sh
mattermost-arch plan ${String(plan.request.concurrentUsers)} --pins ${pinsOf(fleets).join(',')}
\`\`\`

Or in the request, below \`pins\`: \`appFleet.image: ami-…\`. A deployment then replaces its nodes, one after the other. Build again for
another server version and for patches of the operating system: a node whose plan asks for another version than its image
holds downloads that version, as without an image.
`;
}
