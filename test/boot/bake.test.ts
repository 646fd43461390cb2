import { describe, expect } from '@jest/globals';
import { requires } from '../requires';
import { NodeFolder } from './node-folder';
import { planOn } from './systems';

interface Baked {
  readonly done: readonly string[];
  readonly asked: readonly string[];
  readonly end: string | number | null;
}

/** What a boot program does of three steps, two of which an image holds. */
async function baked(failing: string): Promise<Baked> {
  const folder = new NodeFolder(planOn('ubuntu-24.04').bootFiles.appFleet);
  try {
    return await folder.python<Baked>(
      `import aws
done, asked = [], []
aws.query = lambda *what: asked.append(what[1])
aws.imds = lambda path: asked.append(path)
sys.argv[1:] = ['bake']
import node
node.log = lambda text: None
def step(name):
    def run():
        if name == told:
            raise RuntimeError('no room')
        done.append(name)
    return name, run
end = None
try:
    node.boot([step(name) for name in ('packages', 'settings', 'install')], baked=('install', 'packages'))
except SystemExit as problem:
    end = problem.code
print(json.dumps({'done': done, 'asked': asked, 'end': end}))`,
      failing,
    );
  } finally {
    folder.remove();
  }
}

describe('a boot program that bakes', () => {
  requires('python3')('runs the steps that an image holds in their order, and asks nobody', async () => {
    expect(await baked('')).toEqual({ done: ['packages', 'install'], asked: [], end: null });
  });

  requires('python3')('fails at the first step that does, and says which and why', async () => {
    expect(await baked('packages')).toEqual({ done: [], asked: [], end: 'FAILED at packages: no room' });
  });
});
