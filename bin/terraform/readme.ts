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
The policy of your key has to let services use it for disks, logs and alarms, or no node starts. Add to it, with your account
and region:

\`\`\`json
${statements.map((statement) => JSON.stringify(statement)).join(',\n')}
\`\`\`
`;

const databaseAsPlanned = ({ claim, components: { database } }: Plan): string => `
Your database is taken as it is. The rest counts on what \`mattermost-arch explain ${claim} database\` says: a writer and ${database.readers}
readers of class ${database.instance}, PostgreSQL ${database.engineVersion}, ${database.maxConnections} connections.
`;

/** How a deployment is applied, what its state holds, what it asks of a key, and what stays of it. */
export function readme({ plan, database, kmsKey, ephemeral, state }: Deployment): string {
  const stays = ephemeral
    ? 'Nothing stays: `terraform destroy` takes the data with it.'
    : `${
        database
          ? `A destroy is refused while the buckets are known here. To destroy all the same, let go of the buckets, which then stay
with what is in them, and destroy. Your database is not touched, and a secret can be restored for 30 days.`
          : `A destroy is refused while the database is protected and the buckets are known here. To destroy all the same, export
again with \`--pins database.backup.deletionProtection=false\`, apply, let go of the buckets, which then stay with what is in
them, and destroy. A last snapshot of the database stays too, and two secrets can be restored for 30 days.`
      }

\`\`\`
terraform state list | grep '\\.Mattermost_FileStore_' | xargs terraform state rm
terraform destroy
\`\`\``;
  return `# Mattermost for ${plan.claim} concurrent users

Written by \`mattermost-arch export\`: change the request and export again, rather than these files. Terraform 1.11 or later.

\`\`\`
cp terraform.tfvars.example terraform.tfvars   # and put your values in
terraform init
terraform plan -out=mattermost.tfplan
terraform apply mattermost.tfplan
\`\`\`

Keep \`.terraform.lock.hcl\` beside the configuration: it pins the provider that \`terraform init\` has chosen.
${
  state
    ? ''
    : `
The state is a file in this folder. Before more than one person applies it, export again with \`--state-bucket\`.
`
}${
    plan.components.search
      ? `
The password of search is in the state, because the provider has no write-only argument for it: keep the state encrypted, and
let few people read it. No other password is in the state, in a plan or in a log; \`TF_LOG=debug\` writes the passwords that
Terraform reads.
`
      : `
No password is in the state, in a plan or in a log; \`TF_LOG=debug\` writes the passwords that Terraform reads.
`
  }
An apply waits until the first nodes serve. A later change of their launch template starts an instance refresh, one node
after the other, for which an apply does not wait: \`aws autoscaling describe-instance-refreshes\` shows it.
${database ? databaseAsPlanned(plan) : ''}${kmsKey ? keyPolicy : ''}
${stays}
`;
}
