/** Terraform and the AWS provider on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The oldest version that an exported configuration allows; the emulator is repaired for it. */
export const providerVersion = '5.100.0';
const oldestTerraform = [1, 11] as const;

/** Below a folder that is named after the registry. */
const source = 'hashicorp/aws';
const cache = resolve(__dirname, '../../node_modules/.cache/terraform');

/** Where mirrors are: what the caller names, where systems have theirs, and what was downloaded before. */
const places = (): readonly string[] => [
  ...(process.env.TERRAFORM_PLUGIN_DIR ? [process.env.TERRAFORM_PLUGIN_DIR] : []),
  ...['/usr/share', '/usr/local/share'].map((folder) => join(folder, 'terraform/plugins')),
  ...foldersIn('/opt'),
  ...foldersIn('/usr/local'),
  cache,
];

export interface Installation {
  /** For `terraform init -plugin-dir`. */
  readonly pluginDir: string;
}

/**
 * What there is, or what is missing and how to get it. Where no mirror has the provider, Terraform downloads it once, by the
 * caller's own settings.
 */
export function findInstallation(print: (line: string) => void): Installation | string {
  const asked = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8', timeout: 20_000 });
  const remedy = 'Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install';
  if (asked.status !== 0) return remedy;
  const { terraform_version: version } = JSON.parse(asked.stdout) as { terraform_version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldestTerraform[0] || (major === oldestTerraform[0] && minor < oldestTerraform[1])) {
    return `${remedy} (${version} is there)`;
  }
  const pluginDir = places().find(hasProvider) ?? downloaded(print);
  if (pluginDir) return { pluginDir };
  return `the AWS provider ${providerVersion}: let Terraform reach its registry once, or name a filesystem mirror that has it in TERRAFORM_PLUGIN_DIR`;
}

const hasProvider = (mirror: string): boolean =>
  foldersIn(mirror)
    .flatMap((registry) => foldersIn(join(registry, source, providerVersion)))
    .some((platform) => readdirSync(platform).some((name) => name.startsWith('terraform-provider-aws')));

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}

function downloaded(print: (line: string) => void): string | undefined {
  print(`downloading provider ${providerVersion}`);
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'terraform-provider-'));
  try {
    const aws = { source: 'hashicorp/aws', version: providerVersion };
    writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: { aws } } }));
    const env = { ...process.env, TF_PLUGIN_CACHE_DIR: cache, CHECKPOINT_DISABLE: '1' };
    spawnSync('terraform', ['init', '-input=false'], { cwd: folder, env, stdio: 'ignore', timeout: 300_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return hasProvider(cache) ? cache : undefined;
}
