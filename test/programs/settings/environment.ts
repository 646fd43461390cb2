import type { Ref, Setting, Text } from '../../../constructs/spec';
import type { Environment } from './models';

/** Every login, with each character that means something in an address. */
const login = { username: 'mattermost', password: 'p@ss:w/o?r#d%&=+ !' } as const;

type Unkeyed = Exclude<Ref, { readonly key: string }>['binding'];
const host = (name: string) => `${name}.eu-central-1.example.com`;

/** What the other late values look like. */
const standIns: Readonly<Record<Unkeyed, string | readonly string[]>> = {
  'secrets.licence': 'eyJpZCI6InN0YW5kLWluIn0=',
  'database.writer': host('mattermost.cluster-abc'),
  'database.readers': [host('reader-1'), host('reader-2')],
  'fileStore.bucket': 'mattermost-files',
  'fileStore.exports': 'mattermost-exports',
  'fileStore.legalHold': 'mattermost-legal-hold',
  'fileStore.region': 'eu-central-1',
  'fileStore.endpoint': host('s3'),
  'search.endpoint': host('vpc-mattermost-abc'),
  'cache.primary': host('mattermost.abc.cache'),
  'appFleet.runningVersion': '11.7.9',
  'loadBalancer.address': host('mattermost-1234567890'),
  'observability.logs': '/mattermost/mattermost',
};

/** The runtime folder of the server's unit, which is there when the server starts. */
const runtime = '/run/mattermost/';

/**
 * The environment of a node for which these settings are resolved. The model looks for the folder of the socket on its
 * own disk, so that another one stands for the node's.
 * @throws Error where a variable is given twice, of which a node would keep only one
 */
export function environmentOf(settings: readonly Setting[], folder: string): Environment {
  const names = settings.map(({ env }) => env);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length) throw new Error(`given twice: ${twice.join(', ')}`);
  return Object.fromEntries(settings.map(({ env, text }) => [env, resolved(text).replace(runtime, `${folder}/`)]));
}

/** With a list in it a text is repeated for each element, joined by a blank. */
function resolved(text: Text): string {
  const pieces = text.map((piece) => (typeof piece === 'string' ? [piece] : valuesOf(piece)));
  const length = Math.max(...pieces.map((values) => values.length));
  return Array.from({ length }, (_, i) => pieces.map((values) => values[i] ?? values[0]).join('')).join(' ');
}

function valuesOf(ref: Ref): readonly string[] {
  const values = 'key' in ref ? [login[ref.key]] : [standIns[ref.binding]].flat();
  return ref.encode === 'url' ? values.map(encodeURIComponent) : values;
}
