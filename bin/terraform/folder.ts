import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { deploymentStack, variables, variablesOf, type Deployment, type VariableName } from './deployment';

/** A file of a folder that Terraform applies. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;
type Block = 'terraform' | 'provider' | 'variable' | 'output' | 'data' | 'ephemeral' | 'resource';
type Configuration = Readonly<Partial<Record<Block, Readonly<Record<string, Json>>>>>;

/** Blocks that are files of their own; the others are sorted by component. */
const ownFiles = { terraform: 'versions', provider: 'versions', variable: 'variables', output: 'outputs' } as const;

/**
 * What a Terraform user needs to apply a deployment without Node: the configuration, a file for each component, an example
 * of the variables, and a README with the commands.
 * @throws PlanError as MattermostStack
 */
export function terraformFolder(deployment: Deployment): readonly ExportedFile[] {
  const configuration = synthesised(deployment);
  const files = new Map<string, Record<string, unknown>>();
  const put = (file: string, path: readonly string[], value: unknown): void => {
    let at = files.get(file) ?? {};
    files.set(file, at);
    for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    at[path.at(-1)!] = value;
  };
  for (const [block, content] of Object.entries(configuration) as [Block, Readonly<Record<string, Json>>][]) {
    if (Object.hasOwn(ownFiles, block)) put(ownFiles[block as keyof typeof ownFiles], [block], content);
    else {
      for (const [type, named] of Object.entries(content)) {
        for (const [name, its] of Object.entries(named)) put(componentOf(name), [block, type, name], its);
      }
    }
  }
  return [
    ...[...files].map(([name, content]) => ({
      path: `${name}.tf.json`,
      text: `${JSON.stringify(content, undefined, 2)}\n`,
    })),
    { path: 'terraform.tfvars.example', text: exampleOf(variablesOf(deployment)) },
    { path: '.gitignore', text: '.terraform/\n*.tfstate\n*.tfstate.*\n*.tfplan\n*.tfvars\n' },
    { path: 'README.md', text: readme(deployment) },
  ];
}

/** `Mattermost_AppFleet_Group` lies in `app-fleet`, what is outside of the architecture in its own first name. */
function componentOf(name: string): string {
  const [first = '', second = ''] = name.split('_');
  return (first === 'Mattermost' ? second : first).replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

/** The configuration as cdktf writes it, without its remarks. */
function synthesised(deployment: Deployment): Configuration {
  const outdir = mkdtempSync(join(tmpdir(), 'mattermost-terraform-'));
  try {
    const app = new App({ outdir, context: { excludeStackIdFromLogicalIds: 'true' } });
    const stack = deploymentStack(app, deployment);
    app.synth();
    const text = readFileSync(join(outdir, 'stacks', stack.node.id, 'cdk.tf.json'), 'utf8');
    return withoutRemarks(JSON.parse(text)) as Configuration;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function withoutRemarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRemarks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, its]) => [key, withoutRemarks(its)]),
  );
}

const exampleOf = (names: readonly VariableName[]): string =>
  names
    .map((name) => {
      const { description, ...its }: { description: string; example?: unknown; default?: unknown } = variables[name];
      const line = `${name} = ${hcl(its.example ?? its.default)}`;
      return `# ${description}\n${'default' in its ? `# ${line}` : line}\n`;
    })
    .join('\n');

function hcl(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, its]) => `${key} = ${hcl(its)}`)
    .join(', ')} }`;
}

function readme({ plan, ephemeral, state }: Deployment): string {
  const stays = ephemeral
    ? 'Nothing stays: `terraform destroy` takes the data with it.'
    : `A destroy is refused while the database is protected and the buckets are known here. To destroy all the same, export
again with \`--pins database.backup.deletionProtection=false\`, apply, let go of the buckets, which then stay with what is in
them, and destroy. A last snapshot of the database stays too, and two secrets can be restored for 30 days.

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

${stays}
`;
}
