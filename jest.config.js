// CloudFormation's validator costs seconds a synthesis: one test of its own runs it.
process.env.CDK_VALIDATION ??= 'false';

module.exports = {
  testEnvironment: 'node',
  silent: true,
  // All processors: jest itself leaves one out, which is half of a small machine.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/test/skipped-reporter.js'],
  roots: ['<rootDir>/test'],
  setupFilesAfterEnv: ['<rootDir>/test/stack-traces.js'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};
