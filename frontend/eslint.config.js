import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Features may use what is below them, never each other's insides: shared → features → app. */
const layers = [
  { files: ["src/languages/**"], below: ["app", "lib", "api", "ui", "charts", "features"] },
  { files: ["src/lib/**"], below: ["app", "api", "ui", "charts", "features", "testing"] },
  { files: ["src/api/**"], below: ["app", "ui", "charts", "features", "testing"] },
  { files: ["src/charts/**", "src/ui/**"], below: ["app", "features", "testing"] },
  { files: ["src/features/**"], below: ["app", "testing"] },
].map(({ files, below }) => ({
  files,
  ignores: ["**/*.test.{ts,tsx}"],
  rules: {
    "no-restricted-imports": ["error", { patterns: below.map((name) => `@/${name}/*`) }],
  },
}));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "build/service-worker.js", "src/api/schema.gen.ts"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  ...layers,
  {
    files: ["*.js", "build/**"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
);
