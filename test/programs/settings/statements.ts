import { tmpdir } from 'node:os';
import { planArchitecture, type Request } from '../../../architectures/sizing';
import { defaultVersion, releases } from '../../../architectures/sizing/data/versions';
import { cases, type Case } from '../../../bin/cases';
import { environmentOf } from './environment';
import { modelOf, type Environment, type Model, type Problem } from './models';
import { changed, refused, unknown } from './refused';
import { options, plain, withOptions } from './requests';

/** What has to hold, and the ways in which it does not. */
export type Statement = readonly [what: string, problems: () => readonly string[]];

const environmentFor = (request: Request): Environment => environmentOf(planArchitecture(request).settings, tmpdir());
const said = ({ env, problem }: Problem): string => `${env.join(' ')}: ${problem}`;

const groups: readonly (readonly [name: string, cases: readonly Case[]])[] = [
  ['named cases', cases],
  ['requests with options', withOptions],
];

/** Every release that a plan knows starts with its settings. */
const accepted = (models: readonly Model[]): Statement[] =>
  Object.keys(releases).flatMap((version) =>
    groups.map(([name, group]): Statement => {
      const model = modelOf(version, models);
      const own = version.startsWith(model.version.replace(/\d+$/, ''));
      const judge = own ? `model ${model.version}` : `model ${model.version}: there is none of its own line`;
      const judged = ({ name, request }: Case) =>
        model.judge(environmentFor({ ...request, version })).map((problem) => `${name}: ${said(problem)}`);
      return [
        `server ${version} accepts the settings of ${group.length} ${name} (${judge})`,
        () => group.flatMap(judged),
      ];
    }),
  );

const optionsMatter: Statement = [
  `each of ${Object.keys(options).length} options changes the settings`,
  () => {
    const without = JSON.stringify(environmentFor(plain));
    return Object.entries(options)
      .filter(([field, value]) => JSON.stringify(environmentFor({ ...plain, [field]: value })) === without)
      .map(([field]) => `${field} changes none`);
  },
];

/** The largest size has a cluster, a search engine and a cache, so that each of them can be broken. */
const broken = (models: readonly Model[]): Statement[] =>
  refused.map(({ what, change, says }): Statement => [
    `fails ${what} (models ${models.map(({ version }) => version).join(' and ')})`,
    () =>
      models.flatMap(({ version, judge }) => {
        const problems = judge(changed(environmentFor({ concurrentUsers: '200k', version: defaultVersion }), change));
        const expected =
          problems.length === says.length &&
          says.every(([env, words]) => problems.some((it) => it.env.join(' ') === env && it.problem.includes(words)));
        return expected ? [] : [`model ${version} says ${problems.map(said).join('; ') || 'nothing'}`];
      }),
  ]);

/** What one model knows and another does not. */
const differences = (models: readonly Model[]): Statement[] =>
  models.flatMap((knows) =>
    models
      .filter((model) => model !== knows)
      .map((lacks): Statement => {
        const names = Object.keys(knows.variables).filter((env) => !(env in lacks.variables));
        return [
          `fails the ${names.length} variables that only model ${knows.version} knows (model ${lacks.version})`,
          () => {
            const problems = lacks.judge(Object.fromEntries(names.map((env) => [env, ''])));
            const refusedNames = problems.filter((it) => it.problem.includes(unknown)).flatMap(({ env }) => env);
            return names.length ? names.filter((name) => !refusedNames.includes(name)) : ['the models are the same'];
          },
        ];
      }),
  );

/** A plan gives no server what only a later one knows; without that care the earlier one would not know it. */
const laterSettings = (models: readonly Model[]): Statement[] => {
  const [oldest] = models;
  return Object.keys(releases)
    .filter((version) => modelOf(version, models) !== oldest)
    .map((version): Statement => [
      `fails the settings of server ${version} (model ${oldest!.version})`,
      () => {
        const problems = oldest!.judge(environmentFor({ ...plain, version }));
        return problems.some(({ problem }) => problem.includes(unknown)) ? [] : ['the model says nothing'];
      },
    ]);
};

export const statements = (models: readonly Model[]): readonly Statement[] => [
  ...accepted(models),
  optionsMatter,
  ...broken(models),
  ...differences(models),
  ...laterSettings(models),
];
