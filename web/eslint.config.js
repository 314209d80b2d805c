import eslint from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';

const features = ['library', 'assign', 'activity', 'profile'];

export default defineConfig(
  { ignores: ['node_modules', 'src/lib/contracts.ts', 'public', 'eslint.config.js'] },
  eslint.configs.recommended,
  typescript.configs.strictTypeChecked,
  hooks.configs.flat['recommended-latest'],
  a11y.flatConfigs.strict,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  // A route composes features; they do not know each other.
  features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: features
            .filter((other) => other !== feature)
            .map((other) => ({ regex: `/${other}/`, message: 'Compose features in a route.' })),
        },
      ],
    },
  })),
  {
    files: ['src/lib/**', 'src/components/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/features/**', '**/app/**'] }] },
  },
);
