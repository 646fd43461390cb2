import { describe, expect, test } from '@jest/globals';
import { explanations, planArchitecture, sizeNames } from '../../architectures/sizing';
import { invoke, problems, tooLong } from './invoke';

describe('explain', () => {
  test('says what a number is, why, and where that stands', () => {
    const { code, stdout } = invoke('explain', '15k', 'database.readers');
    const { because, source } = planArchitecture({ concurrentUsers: '15k' }).reasons['database.readers']!;
    expect(code).toBe(0);
    expect(stdout).toContain('database.readers = 2\n');
    expect(stdout).toContain(because);
    expect(source).toHaveProperty('page', 'administration-guide/scale/scale-to-15000-users.rst');
    expect(stdout).toContain('administration-guide/scale/scale-to-15000-users.rst, RDS Reader');
  });

  test('names the run behind a number, with what it carried', () => {
    expect(invoke('explain', '15k', 'proxy.instance').stdout).toMatch(
      /source +run monthly-11\.7, 17,000 concurrent users on server 11\.7/,
    );
  });

  test.each([
    ['alarms.writer-connections', /^alarms\.writer-connections = Maximum DatabaseConnections > 819 for 5 x 60 s\n/],
    ['traffic.appFleet-database-5432-tcp', /^traffic\.appFleet-database-5432-tcp = appFleet -> database 5432\/tcp\n/],
    ['access.appFleet-parameters', /ssm:GetParameters on parameters\/\*/],
    ['access.proxy-hooks', /on groups where\s+aws:ResourceTag\/mattermost:fleet\s+is\s+mattermost\/proxy/],
    ['settings.MM_SERVICESETTINGS_SITEURL', /= https:\/\/\$\{loadBalancer\.address\}\n/],
    ['alarms.certificate-expiry', /Minimum DaysToExpiry < 30 for 1 x 86,?400 s/],
    ['settings.MM_SQLSETTINGS_MAXOPENCONNS', /^settings\.MM_SQLSETTINGS_MAXOPENCONNS = 100\n/],
    ['settings.MM_ELASTICSEARCHSETTINGS_CONNECTIONURL', /https:\/\/\$\{search\.endpoint\}:443/],
    ['licence', /^licence = Enterprise\n/],
    ['request.version', /^request\.version = 11\.7\.9\n/],
    ['cache', /^cache = left out\n/],
  ])('finds the row %s', (path, expected) => {
    expect(invoke('explain', '15k', path).stdout).toMatch(expected);
  });

  test('explains all of a component', () => {
    const paths = invoke('explain', '15k', 'proxy').stdout.match(/^proxy\.[\w.]+/gm);
    expect(paths).toEqual([
      'proxy.instance',
      'proxy.image',
      'proxy.diskGiB',
      'proxy.launchSeconds',
      'proxy.drainSeconds',
      'proxy.bodyMiB',
      'proxy.slots',
      'proxy.nodes',
      'proxy.imageCacheGiB',
      'proxy.logins.admission',
      'proxy.logins.queueSeconds',
      'proxy.logins.queueMost',
      'proxy.logins.retryAfterSeconds',
      'proxy.logins.atATime',
    ]);
  });

  test.each(sizeNames)('of %s without a path says why of every decision, in 100 columns', (size) => {
    const { code, stdout } = invoke('explain', size);
    expect(code).toBe(0);
    expect(tooLong(stdout)).toEqual([]);
    for (const { path } of explanations(planArchitecture({ concurrentUsers: size }))) {
      expect(stdout).toContain(`${path} =`);
    }
  });

  test('takes the size from a flag when only a path is given', () => {
    expect(invoke('explain', 'database.readers', '--concurrent-users', '15k').stdout).toContain('database.readers = 2');
  });

  test('says that a number was pinned, and what it would have been', () => {
    expect(invoke('explain', '15k', 'database.readers', '--pins', 'database.readers=4').stdout).toMatch(
      /database\.readers = 4\n +pinned +pinned by the request; without the pin database\.readers is 2/,
    );
  });

  test.each([
    ['databse.raeders', 'database.readers'],
    ['readers', 'database.readers'],
    ['settings.SQL', 'settings.MM_SQLSETTINGS_DRIVERNAME'],
    ['cache.nodes', 'cache'],
    ['nonsense', 'database'],
  ])('fails on the path %s and names %s', (path, near) => {
    const failed = invoke('explain', '15k', path);
    expect({ code: failed.code, stdout: failed.stdout }).toEqual({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`no decision of this plan is called '${path}'`]);
    expect(failed.stderr).toMatch(new RegExp(`allowed .*\\b${near.replaceAll('.', '\\.')}\\b`));
  });
});
