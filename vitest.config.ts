import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**", "test/long/**"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
