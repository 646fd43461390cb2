import { keyStatements } from '../../architectures/key-policy';
import type { Plan } from '../../architectures/sizing';
import type { Deployment } from './deployment';

const placeholders = { account: 'ACCOUNT', region: 'REGION', partition: 'aws', urlSuffix: 'amazonaws.com' };

const statements = keyStatements(placeholders).map(({ principal, actions, conditions }) => ({
  Effect: 'Allow',
  Principal: principal === '*' ? { AWS: '*' } : { Service: principal },
  Action: actions,
  Resource: '*',
  Condition: conditions,
}));

/** A policy as its owner writes it; Terraform would replace what else is in there. */
const keyPolicy = `
The policy of your key has to let IAM of the account give permissions, as a new key's does, and services use it for disks,
logs and alarms, or no node starts. Add to it, with your account and region (and partition, where it is not \`aws\`):

\`\`\`json
${statements.map((statement) => JSON.stringify(statement)).join(',\n')}
\`\`\`
`;

const databaseAsPlanned = ({ claim, components: { database } }: Plan): string => `
Your database is taken as it is. The rest counts on what \`mattermost-arch explain ${claim} database\` says: a writer and ${database.readers}
readers of class ${database.instance}, PostgreSQL ${database.engineVersion}, ${database.maxConnections} connections.
`;

const howNodesAreReplaced = ({ request, components: { appFleet } }: Plan): string =>
  request.upgrade === 'stop' || appFleet.nodes === 1 ? 'all app nodes at once' : 'one node after the other';

const networkAsPlanned = ({ request: { egress }, components: { network, loadBalancer } }: Plan): string => `
Your VPC needs ${network.zones} zones, ${
  egress === 'none' ? 'endpoints of S3 and of the services that nodes ask' : 'a way out for its private subnets'
}, DNS names${loadBalancer.scheme === 'internet-facing' ? ', and an internet gateway for its public subnets' : ''}.
`;

const passwordRotation = `
Raising \`database_password_version\` gives database and secret another password at once. Nodes that run keep their connections
and cannot open new ones: replace them in the same maintenance window, \`aws autoscaling start-instance-refresh
--auto-scaling-group-name\` with what \`terraform output AppGroup\` says.
`;

/** How a deployment is applied, what its state holds, what it asks of a key, and what stays of it. */
export function readme({ plan, database, vpc, kmsKey, ephemeral, state }: Deployment, again: string): string {
  const stays = ephemeral
    ? 'Nothing stays: `terraform destroy` takes the data with it.'
    : `${
        database
          ? `A destroy is refused while the buckets are known here. To destroy all the same, let go of the buckets, which then stay
with what is in them, and destroy. Your database is not touched, and a secret can be restored for 30 days.`
          : `A destroy is refused while the database is protected and the buckets are known here. To destroy all the same, apply once
with \`database_deletion_protection = false\`, let go of the buckets, which then stay with what is in them, and destroy. A last
snapshot of the database stays too, and two secrets can be restored for 30 days.`
      }

\`\`\`
terraform state list | grep '\\.Mattermost_FileStore_' | xargs terraform state rm
terraform destroy
\`\`\``;
  return `# Mattermost for ${plan.claim} concurrent users

Change the request, \`request.json\`, and export again in this folder, rather than change these files: your values, the state and
files of your own stay.

\`\`\`
${again}
\`\`\`

Before the first apply ask whether the account has what it takes (quotas, classes in the zones, the role that search needs); it
only reads:

\`\`\`
mattermost-arch preflight --request request.json --region ${plan.request.region ?? 'REGION'}
\`\`\`

To apply it, with Terraform 1.11 or later, fill in the variables of the example that are not commented out:

\`\`\`
cp terraform.tfvars.example terraform.tfvars   # and put your values in
terraform init
terraform plan -out=mattermost.tfplan
terraform apply mattermost.tfplan
\`\`\`

Keep \`.terraform.lock.hcl\` beside the configuration: it pins the provider that \`terraform init\` has chosen.
${
  state
    ? `
The state lies in \`s3://${state.bucket}/${state.key}\`, after the request's \`id\`: another deployment in that bucket needs another.
`
    : `
The state is a file in this folder. Before more than one person applies it, export again with \`--state-bucket\` and
\`--state-region\`, and move the state with \`terraform init -migrate-state\`.
`
}${
    plan.components.search
      ? `
The password of search is in the state and in a plan that makes it, because the provider has no write-only argument for it: keep
both encrypted, and let few people read them. No other password is in the state, in a plan or in a log; \`TF_LOG=debug\` writes the passwords that
Terraform reads.
`
      : `
No password is in the state, in a plan or in a log; \`TF_LOG=debug\` writes the passwords that Terraform reads.
`
  }
An apply waits until the first nodes serve. Where they do not come up in time it fails, and Terraform holds the group to be
tainted, so that the next apply would make another: correct the cause, and where nodes are healthy by now keep them with
\`terraform untaint aws_autoscaling_group.Mattermost_AppFleet_Group\`.

A later change of the launch template starts an instance refresh, ${howNodesAreReplaced(plan)}, for which an apply does not
wait: \`aws autoscaling describe-instance-refreshes\` shows it. What changed in boot files is compressed in \`user_data\`:
\`mattermost-arch files\` writes them out.
${vpc ? networkAsPlanned(plan) : ''}${database ? databaseAsPlanned(plan) : passwordRotation}${kmsKey ? keyPolicy : ''}
${stays}
`;
}
