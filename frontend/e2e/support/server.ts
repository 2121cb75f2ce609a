import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';

const BINARY = process.env.E2E_BINARY ?? join(import.meta.dirname, '../../../target/debug/tongxing');
/** A build of the interface that replaces the embedded one, to run tests without building Rust. */
const DIST = process.env.E2E_DIST;
const STARTS_WITHIN_MS = 20_000;

export interface Server {
  base: string;
  /** The one-time code of the first headquarters person. */
  firstCard: string;
  stop(): void;
}

/** Starts a server with new keys and an empty database in a temporary folder, and with other settings (TOML) if given. */
export async function startServer(settings = ''): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'tongxing-e2e-'));
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const front = DIST ? await show(DIST, own) : null;
  const base = front?.base ?? own;
  const env = {
    ...process.env,
    TONGXING_DATABASE_URL: `sqlite:${folder}/e2e.db`,
    TONGXING_SECRET_KEY_FILE: `${folder}/keys.toml`,
    TONGXING_LISTEN: `127.0.0.1:${port}`,
    TONGXING_PUBLIC_URL: base,
    // Requests of actors come through a proxy (`fromOtherAddress`); those of pages do not.
    TONGXING_TRUSTED_PROXIES: '127.0.0.1/32',
    TONGXING_LOG: 'warn',
    TONGXING_CONFIG: `${folder}/settings.toml`,
  };
  writeFileSync(env.TONGXING_CONFIG, settings);
  const once = (...args: string[]) => {
    const done = spawnSync(BINARY, args, { cwd: folder, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`tongxing ${args.join(' ')}: ${done.stderr || done.error?.message}`);
    return done.stdout;
  };
  once('keys', 'new');
  once('migrate');
  const firstCard = /[0-9A-Z]{4,}(?:-[0-9A-Z]{4,})+/.exec(once('first-card'))?.[0];
  if (!firstCard) throw new Error('first-card printed no code');
  const child = spawn(BINARY, ['serve'], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] });
  await answers(own, child);
  return {
    base,
    firstCard,
    stop() {
      void front?.close();
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function show(dist: string, server: string): Promise<{ base: string; close: () => Promise<void> }> {
  const port = await freePort();
  const shown = await preview({
    configFile: false,
    logLevel: 'silent',
    build: { outDir: dist },
    preview: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      proxy: { '/api': server, '/ws': { target: server, ws: true } },
    },
  });
  return { base: `http://127.0.0.1:${port}`, close: () => shown.close() };
}

async function answers(base: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const ready = await fetch(`${base}/readyz`).catch(() => null);
    if (ready?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
