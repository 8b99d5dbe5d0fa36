import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./free-ports.ts";
import { type LabClient, labClient } from "./lab-client.ts";
import { labPrograms } from "./lab-programs.ts";
import { until } from "./until.ts";

/** A real control plane of plain processes on 127.0.0.1, with its state in a folder of its own. */
export type Lab = {
  /** The path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly folder: string;
  readonly client: LabClient;
  /** Writes a kubeconfig for somebody else's token; gives its path. */
  kubeconfigFor(name: string, token: string): Promise<string>;
  stop(): Promise<void>;
};

export type LabOptions = {
  /** Controllers, scheduler and kwok (in the kubelet's place) as well; without them nothing changes but by the test. */
  readonly controllers: boolean;
};

/** Starts the control plane and waits until it is ready. */
export async function startLab({ controllers }: LabOptions): Promise<Lab> {
  const bin = labPrograms();
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-lab-"));
  const children: ChildProcess[] = [];
  const stopNow = () => {
    for (const child of children) child.kill("SIGKILL"); // an API server with open watches takes a minute to end politely
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", stopNow);

  function start(program: string, ...flags: readonly string[]): ChildProcess {
    const log = openSync(join(folder, `${program}.log`), "a");
    const child = spawn(join(bin, program), flags, { cwd: folder, stdio: ["ignore", log, log] });
    children.push(child);
    return child;
  }

  const [etcdPort, peerPort, apiPort, managerPort, schedulerPort, kwokPort] = await freePorts(6);
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const server = `https://127.0.0.1:${apiPort}`;
  const token = randomBytes(16).toString("hex");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(join(folder, "sa.pub"), publicKey.export({ type: "spki", format: "pem" }));
  await writeFile(join(folder, "sa.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  await writeFile(join(folder, "tokens.csv"), `${token},admin,admin,"system:masters"\n`);

  const peer = `http://127.0.0.1:${peerPort}`;
  start(
    "etcd",
    "--data-dir=etcd",
    "--unsafe-no-fsync",
    "--log-level=error",
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  );
  const apiServer = start(
    "kube-apiserver",
    `--etcd-servers=${etcd}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${apiPort}`,
    "--cert-dir=certs",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--endpoint-reconciler-type=none",
    "--authorization-mode=RBAC",
    "--token-auth-file=tokens.csv",
    "--service-account-key-file=sa.pub",
    "--service-account-signing-key-file=sa.key",
    "--service-account-issuer=https://kubernetes.default.svc",
    // Nobody makes the namespaces' service accounts without the controllers.
    ...(controllers ? [] : ["--disable-admission-plugins=ServiceAccount"]),
  );
  const authority = join(folder, "certs", "apiserver.crt");
  await until(`kube-apiserver, see ${folder}`, async () => {
    if (apiServer.exitCode !== null)
      throw new Error(`kube-apiserver ended: ${lastLines(join(folder, "kube-apiserver.log"))}`);
    return existsSync(authority) && (await labClient(server, token, readFileSync(authority)).isReady());
  });

  async function kubeconfigFor(name: string, itsToken: string): Promise<string> {
    const path = join(folder, `${name}.kubeconfig`);
    const content = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "lab", cluster: { server, "certificate-authority": authority } }],
      users: [{ name, user: { token: itsToken } }],
      contexts: [{ name: "lab", context: { cluster: "lab", user: name } }],
      "current-context": "lab",
    };
    await writeFile(path, JSON.stringify(content));
    return path;
  }

  const kubeconfig = await kubeconfigFor("admin", token);
  if (controllers) {
    const own = (port: number | undefined, name: string) => [
      `--kubeconfig=${kubeconfig}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=certs-${name}`,
      "--leader-elect=false",
    ];
    // kwok's heartbeats come late on a busy machine; a node that went NotReady by that would keep its pods not Ready.
    start(
      "kube-controller-manager",
      ...own(managerPort, "manager"),
      "--use-service-account-credentials",
      "--service-account-private-key-file=sa.key",
      "--node-monitor-grace-period=1h",
    );
    start("kube-scheduler", ...own(schedulerPort, "scheduler"));
    start(
      "kwok",
      `--kubeconfig=${kubeconfig}`,
      "--manage-all-nodes=true",
      `--server-address=127.0.0.1:${kwokPort}`,
      `--config=${join(bin, "kwok-stages.yaml")}`,
    );
  }

  return {
    kubeconfig,
    folder,
    client: labClient(server, token, readFileSync(authority)),
    kubeconfigFor,
    async stop() {
      const ended = children.map((child) =>
        child.exitCode === null ? new Promise((resolve) => child.once("exit", resolve)) : undefined,
      );
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(ended);
      process.off("exit", stopNow);
      stopNow();
    },
  };
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-3).join(" | ");
}
