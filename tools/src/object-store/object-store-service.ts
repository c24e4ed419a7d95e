import { join } from 'node:path';
import { PROGRAMS } from '../paths';
import { LOOPBACK } from '../postgres';
import { startProgram, type Program } from '../program';
import { type Service } from '../service';

const BUCKET = 'sluice-files';
/** The only ones that s3rver knows. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };
const STOP_LIMIT_MS = 5_000;

export interface ObjectStoreRequest {
  method: string;
  /** As the SDK calls it, such as `GetObject`; empty for those it does not name. */
  operation: string;
  path: string;
  range?: string;
}

/** A store that speaks S3, as a process of its own; `url` is its endpoint. */
export interface ObjectStoreService extends Service {
  /** `STORAGE_URL` of its bucket. */
  storageUrl: string;
  /** `STORAGE_URL` and the credentials, for a program's environment. */
  environment: Record<string, string>;
  /** Where the bucket lies on the disk. */
  bucketDir: string;
  /** What it has answered so far, told a moment later, the last one last; to be emptied by whoever counts. */
  requests: ObjectStoreRequest[];
}

export interface ObjectStoreOptions {
  dataDir: string;
  /** The address it listens on; default: 127.0.0.1. */
  host?: string;
}

/** Starts an object store and waits until it answers. Killed and started again, it has what it had acknowledged. */
export async function startObjectStore({
  dataDir,
  host = LOOPBACK,
}: ObjectStoreOptions): Promise<ObjectStoreService> {
  const requests: ObjectStoreRequest[] = [];
  const start = async (onPort: number): Promise<{ program: Program; port: number }> => {
    const program = startProgram({
      name: 'object-store',
      script: PROGRAMS.objectStore,
      args: ['--data', dataDir, '--host', host, '--port', String(onPort), '--bucket', BUCKET],
      // It ciphers where a list goes on with DES, which has left OpenSSL's defaults.
      env: { ...process.env, NODE_OPTIONS: '--openssl-legacy-provider' },
      onLine(line, stream) {
        if (stream === 'stdout' && line.startsWith('{'))
          requests.push(JSON.parse(line) as ObjectStoreRequest);
      },
    });
    const listening = await program.message('listening');
    return { program, port: Number(listening['port']) };
  };
  let { program, port } = await start(0);
  const url = `http://${host}:${port}`;
  const storageUrl = `s3://${BUCKET}?endpoint=${url}`;
  return {
    url,
    storageUrl,
    environment: { ...CREDENTIALS, STORAGE_URL: storageUrl },
    bucketDir: join(dataDir, 'buckets', BUCKET),
    requests,
    owned: true,
    pid: () => (program.hasExited() ? undefined : program.pid),
    exited: () => program.exited.then(() => undefined),
    async kill(signal) {
      program.kill(signal);
      if (signal === 'SIGKILL') await program.exited;
    },
    async start() {
      if (program.hasExited()) ({ program, port } = await start(port));
    },
    async stop() {
      await program.stop(STOP_LIMIT_MS);
    },
  };
}
