import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The root of the provider's package loads every resource of AWS: 1.7 s and half a GiB, and 8 s of the compiler. */
const barrel = String.raw`[value=/^@cdktf\u002Fprovider-aws(\u002Flib(\u002Findex(\.js)?)?)?\u002F?$/]`;
const loading = [
  'ImportDeclaration >',
  'ExportNamedDeclaration >',
  'ExportAllDeclaration >',
  'ImportExpression >',
  'TSImportType',
  'TSExternalModuleReference >',
  'CallExpression[callee.name="require"] >',
];
const subPathsOnly = [
  'error',
  ...loading.map((node) => ({
    selector: `${node} Literal${barrel}`,
    message: 'import a resource by its sub-path, @cdktf/provider-aws/lib/vpc: the root takes seconds to load',
  })),
];

export default tseslint.config(
  {
    ignores: ['test/types.ts', 'node_modules/', 'lib/', 'cdk.out/', 'cdktf.out/', 'coverage/', '.venv/', '**/*.mjs'],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { boolean: true } }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // A construct is made for its place in the tree.
      'no-new': 'off',
      'no-restricted-syntax': subPathsOnly,
    },
  },
  {
    // What runs without a compiler: Node's own modules, without types.
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { sourceType: 'commonjs', globals: { process: false, console: false, __dirname: false } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // The compiler is asked whether a type holds; nothing is computed.
    files: ['architectures/sizing/request.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
);
