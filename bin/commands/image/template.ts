import { systemOf, type FleetName } from '../../../constructs/boot';
import { imageParameter, isImageId } from '../../../constructs/spec';
import type { Plan } from '../../../architectures/sizing';

/** Names of a fleet's files; a template and a folder. */
export const folders = { appFleet: 'app-fleet', proxy: 'proxy' } as const satisfies Readonly<Record<FleetName, string>>;

/** Image that a fleet's own begins with. */
export const baseOf = ({ components }: Plan, fleet: FleetName): string => components[fleet]!.image;

interface Variable {
  readonly description: string;
  /** Packer asks for a variable that has none. */
  readonly default?: string | null;
}

/** What only an account has. */
const variablesOf = (plan: Plan, fleet: FleetName): Readonly<Record<string, Variable>> => {
  const { request, components } = plan;
  return {
    region: { description: 'region of the deployment', ...(request.region && { default: request.region }) },
    subnet: { description: 'subnet in which the image is built, with the way out that nodes have' },
    instance_profile: {
      description: request.mirror
        ? `instance profile whose role may s3:GetObject below ${request.mirror}/`
        : 'instance profile; needed for ssh_interface session_manager',
      ...(!request.mirror && { default: null }),
    },
    encryption_key: {
      description: 'key of KMS for the disk of the image; the default key for disks if none',
      default: null,
    },
    name: { description: 'what the name of the image begins with', default: `${request.id}-${folders[fleet]}` },
    ssh_interface: { description: 'private_ip, public_ip or session_manager', default: 'private_ip' },
    ssh_from: { description: 'addresses that may reach the machine by SSH', default: components.network.cidr },
  };
};

const machine = '/tmp/image';

/** A Packer template, in JSON: a machine as nodes have it, on which the boot files bake. */
export function template(plan: Plan, fleet: FleetName): object {
  const { version, operatingSystem } = plan.request;
  const { title, rootDevice, login } = systemOf(operatingSystem);
  const base = baseOf(plan, fleet);
  const tags = {
    Name: '${var.name}',
    'mattermost:fleet-kind': fleet,
    'mattermost:operating-system': operatingSystem,
    'mattermost:base-image': base,
    ...(fleet === 'appFleet' && { 'mattermost:server': version }),
  };
  return {
    packer: {
      required_version: '>= 1.11.0',
      required_plugins: { amazon: { source: 'github.com/hashicorp/amazon', version: '~> 1.3' } },
    },
    variable: Object.fromEntries(
      Object.entries(variablesOf(plan, fleet)).map(([name, variable]) => [name, { type: 'string', ...variable }]),
    ),
    ...(!isImageId(base) && {
      data: { 'amazon-parameterstore': { base: { region: '${var.region}', name: imageParameter(base) } } },
    }),
    source: {
      'amazon-ebs': {
        node: {
          region: '${var.region}',
          subnet_id: '${var.subnet}',
          source_ami: isImageId(base) ? base : '${data.amazon-parameterstore.base.value}',
          instance_type: plan.components[fleet]!.instance,
          iam_instance_profile: '${var.instance_profile}',
          metadata_options: { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
          imds_support: 'v2.0',
          launch_block_device_mappings: [
            {
              device_name: rootDevice,
              volume_type: 'gp3',
              encrypted: true,
              kms_key_id: '${var.encryption_key}',
              delete_on_termination: true,
            },
          ],
          ssh_username: login,
          ssh_interface: '${var.ssh_interface}',
          temporary_key_pair_type: 'ed25519',
          temporary_security_group_source_cidrs: ['${var.ssh_from}'],
          ssh_clear_authorized_keys: true,
          ami_name: '${var.name}-${formatdate("YYYYMMDD-hhmmss", timestamp())}',
          ami_description: `${title}, ${fleet === 'appFleet' ? `Mattermost ${version}` : 'NGINX and HAProxy'}, CloudWatch agent`,
          tags,
          run_tags: tags,
          run_volume_tags: tags,
          snapshot_tags: tags,
        },
      },
    },
    build: {
      sources: ['source.amazon-ebs.node'],
      provisioner: [
        { shell: { inline: [`mkdir ${machine}`] } },
        { file: { source: `\${path.root}/${folders[fleet]}/`, destination: machine } },
        { shell: { inline: [`sudo bash ${machine}/bake.sh`] } },
      ],
    },
  };
}
