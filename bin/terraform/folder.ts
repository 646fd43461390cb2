import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { defaultOf, deploymentStack, exampleOf, variables, variablesOf, type Deployment } from './deployment';
import { readme } from './readme';

/** A file of a folder that Terraform applies. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;
type Block = 'terraform' | 'provider' | 'variable' | 'output' | 'data' | 'ephemeral' | 'resource';
type Configuration = Readonly<Partial<Record<Block, Readonly<Record<string, Json>>>>>;

const requestFile = 'request.json';

/** Blocks that are files of their own; the others are sorted by component. */
const ownFiles = { terraform: 'versions', provider: 'versions', variable: 'variables', output: 'outputs' } as const;

/** What makes the same folder again. */
export interface Again {
  /** Fields of the request, as they were given. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Flags beside the request. */
  readonly flags: readonly string[];
}

/**
 * What a Terraform user needs to apply a deployment without Node: the configuration, a file for each component, an example
 * of the variables, a README with the commands, and the request.
 * @throws PlanError as MattermostStack
 */
export function terraformFolder(deployment: Deployment, again: Again): readonly ExportedFile[] {
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
    { path: 'terraform.tfvars.example', text: examples(deployment) },
    { path: '.gitignore', text: '.terraform/\n*.tfstate\n*.tfstate.*\n*.tfplan\n*.tfvars\n*.tfvars.json\n' },
    { path: requestFile, text: `${JSON.stringify(again.request, undefined, 2)}\n` },
    {
      path: 'README.md',
      text: readme(
        deployment,
        `mattermost-arch export ${['--request', requestFile, '--terraform', '.', ...again.flags].join(' ')}`,
      ),
    },
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
    const app = new App({ outdir });
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

const examples = (deployment: Deployment): string =>
  variablesOf(deployment)
    .map((name) => {
      const line = `${name} = ${hcl(exampleOf(name, deployment.plan))}`;
      const optional = defaultOf(name, deployment.plan) !== undefined;
      return `# ${variables[name].description}\n${optional ? `# ${line}` : line}\n`;
    })
    .join('\n');

function hcl(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hcl).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, its]) => `${key} = ${hcl(its)}`)
    .join(', ')} }`;
}
