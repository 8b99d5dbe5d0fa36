import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A relay in front of the API server that counts what passes, encrypted as it is. */
export type Relay = {
  /** A kubeconfig that leads through the relay. */
  readonly kubeconfig: string;
  /** Bytes from the server since the last question. */
  received(): number;
  close(): Promise<void>;
};

/** A relay to the server that the kubeconfig names, with a kubeconfig of its own beside it. */
export async function startRelay(kubeconfig: string): Promise<Relay> {
  const text = await readFile(kubeconfig, "utf8");
  const address = text.match(/https:\/\/127\.0\.0\.1:(\d+)/);
  if (address === null) throw new Error(`${kubeconfig} names no server of this machine`);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(Number(address[1]), "127.0.0.1");
    far.on("data", (chunk) => {
      bytes += chunk.byteLength;
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = `${kubeconfig}.relay`;
  const { port } = server.address() as AddressInfo;
  await writeFile(through, text.replace(address[0], `https://127.0.0.1:${port}`));
  return {
    kubeconfig: through,
    received() {
      const since = bytes;
      bytes = 0;
      return since;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
