import { defineConfig } from "vitest/config";

/** Real servers are slow to start and share two cores: one file at a time. */
export default defineConfig({
  test: {
    include: ["test/real/**/*.test.ts"],
    restoreMocks: true,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
