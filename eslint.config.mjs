import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'test/types.ts',
      'node_modules/',
      'lib/',
      'cdk.out/',
      'cdktf.out/',
      'coverage/',
      '.venv/',
      '**/*.mjs',
      '**/*.js',
    ],
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
    },
  },
  {
    // The compiler is asked whether a type holds; nothing is computed.
    files: ['architectures/sizing/request.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
);
