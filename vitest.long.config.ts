import { defineConfig } from "vitest/config";

/** The same properties as in the usual run, on many more cases. */
export default defineConfig({
  test: { include: ["test/long/**/*.test.ts"], restoreMocks: true, testTimeout: 180_000 },
});
