import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { loadConfig } from '@sluice/kernel/config';
import { MIGRATE_COMMAND } from '@sluice/tools/images/image';
import { DCLinter } from 'dclint';
import { expect } from 'expect';
import { parse } from 'yaml';
import {
  heapMib,
  imageEnvironment,
  readText,
  ROOT,
  shutdownMs,
  unknownVariables,
  VERSION,
} from './project-files';

interface Service {
  image: string;
  build?: { dockerfile: string };
  command?: string[];
  user?: string;
  environment?: Record<string, string>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  logging?: { options: Record<string, string> };
  networks?: string[];
  ports?: string[];
  container_name?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
  deploy?: { replicas?: string; resources: { limits: { cpus: string; memory: string; pids: number } } };
}

/** Style is prettier's matter; and to name what is built is what keeps the tag in one place. */
const OFF = [
  'no-build-and-image',
  'no-quotes-in-volumes',
  // It can't see that the variable's default begins with 127.0.0.1.
  'no-unbound-port-interfaces',
  'service-keys-order',
  'services-alphabetical-order',
  'service-dependencies-alphabetical-order',
  'top-level-properties-order',
];

const text = readText('docker-compose.yml');
const example = readText('.env.example');
const PROGRAMS = ['migrate', 'api', 'worker'];
const ONCE = ['bucket', 'migrate'];

/** `${NAME:-default}` and `${NAME:?message}`, as compose fills them in. @throws Error as compose does */
function interpolate(value: string, variables: Record<string, string>): string {
  return value.replace(/\$\{(\w+)(:-|:\?)([^}]*)\}/g, (_, name: string, operator: string, rest: string) => {
    const given = variables[name];
    if (given !== undefined && given !== '') return given;
    if (operator === ':?') throw new Error(`${name}: ${rest}`);
    return rest;
  });
}

/** The environment of a program in its container. */
function environmentOf(
  service: Service,
  app: string,
  variables: Record<string, string>,
): Record<string, string> {
  const own = Object.entries(service.environment ?? {}).map(([name, value]) => [
    name,
    interpolate(value, variables),
  ]);
  return { ...imageEnvironment(app), ...(Object.fromEntries(own) as Record<string, string>) };
}

describe('docker-compose.yml', () => {
  let services: Record<string, Service>;
  const serviceOf = (name: string): Service => services[name] as Service;
  const namesWhere = (isSo: (service: Service, name: string) => boolean): string[] =>
    Object.keys(services).filter((name) => isSo(serviceOf(name), name));

  before(() => {
    services = (parse(text, { merge: true }) as { services: Record<string, Service> }).services;
  });

  it('keeps to the Compose specification', () => {
    const rules = Object.fromEntries(OFF.map((rule) => [rule, 0 as const]));
    const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
    const results: { messages: unknown[] }[] = linter.lintFiles([join(ROOT, 'docker-compose.yml')], false);
    expect(results.map(({ messages }) => messages)).toEqual([[]]);
  });

  it('gives every service as few rights as it needs, and bounds for what it takes', () => {
    const isHardened = (service: Service, name: string): boolean =>
      service.read_only === true &&
      service.cap_drop?.includes('ALL') === true &&
      service.security_opt?.includes('no-new-privileges:true') === true &&
      service.restart === (ONCE.includes(name) ? 'no' : 'unless-stopped') &&
      service.logging?.options['max-size'] !== undefined;
    const isBounded = ({ deploy }: Service): boolean => {
      const { cpus, memory, pids } = deploy?.resources.limits ?? {};
      return Number(cpus) > 0 && /^\d+[mg]$/.test(memory ?? '') && Number(pids) > 0;
    };
    expect(namesWhere((service, name) => !isHardened(service, name))).toEqual([]);
    expect(namesWhere((service) => !isBounded(service))).toEqual([]);
    expect(namesWhere(({ user }) => /^(root|0)\b/.test(user ?? ''))).toEqual(['bucket']);
  });

  it('names a version of every image, ours with the version of the project', () => {
    const images = Object.values(services).map(({ image }) => interpolate(image, {}));
    expect(images.filter((image) => !/^[\w./-]+:[\w.-]*\d[\w.-]*$/.test(image))).toEqual([]);
    for (const app of ['api', 'worker']) {
      expect(interpolate(serviceOf(app).image, {})).toBe(`sluice-${app}:${VERSION}`);
      expect(serviceOf(app).build?.dockerfile).toBe(`Dockerfile.${app}`);
    }
    expect(serviceOf('migrate')).toMatchObject({ image: serviceOf('api').image, command: MIGRATE_COMMAND });
  });

  it('starts the API and workers after the migrations and when what they need is healthy', () => {
    for (const name of ['api', 'worker']) {
      expect(serviceOf(name).depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
        storage: { condition: 'service_healthy' },
      });
      // The image's own health check.
      expect(serviceOf(name).healthcheck).toBeUndefined();
    }
    expect(serviceOf('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of ['postgres', 'redis', 'storage'])
      expect(serviceOf(name).healthcheck?.test).toBeDefined();
  });

  it('can start any number of workers: they have no name and no port of the host', () => {
    expect(serviceOf('worker').container_name).toBeUndefined();
    expect(namesWhere(({ ports }) => ports !== undefined)).toEqual(['api']);
    expect(interpolate(serviceOf('api').ports?.join() ?? '', {})).toBe('127.0.0.1:3000:3000');
  });

  it('gives programs more time to end than they take, and more memory than their heap', () => {
    for (const app of ['api', 'worker']) {
      const { stop_grace_period: grace, deploy } = serviceOf(app);
      expect(Number.parseInt(grace ?? '', 10) * 1000).toBeGreaterThan(shutdownMs());
      const [, amount, unit] = /^(\d+)([mg])$/.exec(deploy?.resources.limits.memory ?? '') ?? [];
      expect(Number(amount) * (unit === 'g' ? 1024 : 1)).toBeGreaterThanOrEqual(2 * heapMib(app));
    }
  });

  it('has a Redis that keeps its jobs: append-only file, nothing evicted', () => {
    const command = serviceOf('redis').command?.join(' ');
    for (const flag of ['--appendonly yes', '--maxmemory-policy noeviction', '--requirepass']) {
      expect(command).toContain(flag);
    }
  });

  describe('what it is told', () => {
    const used = [...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1] as string);
    const needed = [...text.matchAll(/\$\{(\w+):\?/g)].map((match) => match[1] as string);
    const secret = 'k3Zr9vQ1xT7mB5nL8wY2cF6hJ4pD0sGa';
    const filled = {
      ...Object.fromEntries(needed.map((name) => [name, secret])),
      STORAGE_URL: 'file:///files',
      BOOTSTRAP_ADMIN_USERNAME: 'root',
      BOOTSTRAP_ADMIN_PASSWORD: 'a long password',
    };

    it('is nothing that the programs do not read', () => {
      for (const name of PROGRAMS) {
        expect(unknownVariables(Object.keys(serviceOf(name).environment ?? {}))).toEqual([]);
      }
    });

    it('is a configuration that they accept', () => {
      for (const name of PROGRAMS) {
        const env = environmentOf(serviceOf(name), name === 'worker' ? 'worker' : 'api', filled);
        expect(loadConfig(env, name === 'api').nodeEnv).toBe('production');
      }
    });

    it('holds no secret of its own: without one, compose says which is missing', () => {
      for (const name of needed) {
        const env = { ...filled, [name]: '' };
        const resolve = (): unknown =>
          Object.values(services).map((service) => environmentOf(service, 'api', env));
        expect(resolve).toThrow(`${name}: set it in .env, see .env.example`);
      }
      expect([...new Set(needed)].sort()).toEqual([
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'JWT_SECRET',
        'POSTGRES_PASSWORD',
        'REDIS_PASSWORD',
      ]);
    });

    it('gives each program only the secrets it needs', () => {
      expect(namesWhere(({ environment }) => environment?.['JWT_SECRET'] !== undefined)).toEqual(['api']);
      expect(namesWhere(({ environment }) => environment?.['STACKS_OPERATOR_KEY'] !== undefined)).toEqual([
        'worker',
      ]);
    });

    it('is explained in .env.example, without values for what is secret', () => {
      const lines = [...example.matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1], match[2]] as const);
      expect(lines.map(([name]) => name).filter((name) => !used.includes(name as string))).toEqual([]);
      for (const name of needed) expect(lines).toContainEqual([name, '']);
    });
  });
});
